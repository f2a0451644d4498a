export { requireUser } from './require-user.ts'
export type { Demands } from './demands.ts'
export type { KeyOptions } from './key-verifier.ts'
export type { CheckedToken, Insufficient, TokenVerifier, User, VerifierBinding } from './verifier.ts'
