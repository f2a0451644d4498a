export type { Demands } from './demands.ts'
export { type KeyOptions, keyVerifier } from './key-verifier.ts'
export type { CheckedToken, Insufficient, TokenVerifier, User } from './verifier.ts'
