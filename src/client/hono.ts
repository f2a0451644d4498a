export { requireUser } from './require-user.ts'
export type { KeyOptions } from './key-verifier.ts'
export type { CheckedToken, TokenVerifier, User, VerifierBinding } from './verifier.ts'
