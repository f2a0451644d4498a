export { type KeyOptions, keyVerifier } from './key-verifier.ts'
export type { CheckedToken, TokenVerifier, User } from './verifier.ts'
