export { requireUser } from './require-user.ts'
export type { AppDemands, Demands } from './demands.ts'
export type { AppKeyOptions, KeyOptions } from './key-verifier.ts'
export type {
  AppTokenVerifier,
  AppUser,
  AppVerifierBinding,
  CheckedToken,
  Insufficient,
  TokenVerifier,
  User,
  VerifierBinding,
} from './verifier.ts'
