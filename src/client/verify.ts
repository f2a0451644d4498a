export type { AppDemands, Demands } from './demands.ts'
export { type AppKeyOptions, type KeyOptions, keyVerifier } from './key-verifier.ts'
export type {
  AppTokenVerifier,
  AppUser,
  CheckedToken,
  Insufficient,
  TokenVerifier,
  User,
} from './verifier.ts'
