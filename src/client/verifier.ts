import type { AppDemands, Demands } from './demands.ts'

/** Who comes with a valid access token. No address and no name: ask the service for those. */
export type User = {
  userId: string
  /** The session the token belongs to. */
  sid: string
  role: 'user' | 'admin'
  /** Seconds since 1970: when the user proved who they are. */
  authTime: number
  /**
   * What was proven at that moment. A `bound_passkey` never leaves its authenticator; a `provider` is another service
   * that the user is signed in to.
   */
  authBy: readonly (
    'password' | 'mailbox' | 'totp' | 'recovery_code' | 'passkey' | 'bound_passkey' | 'provider'
  )[]
  /** How the user has proven who they are in this session (RFC 8176): `pwd`, `otp`, `swk`, `email`, `mfa` … */
  amr: readonly string[]
  /** `2` after two steps, `phr` after a passkey, which no look-alike page can use; else `1`. */
  acr: '1' | '2' | 'phr'
  /** Whether the address of the account was confirmed when the token was made. */
  emailVerified: boolean
  /** Seconds since 1970. */
  expiresAt: number
}

/** Whom an app acts for, by a token of that app. It has no role: the user has let the app do what `scopes` say. */
export type AppUser = Omit<User, 'role' | 'emailVerified'> & {
  /** The client id. */
  appId: string
  scopes: readonly string[]
}

/** The token is good, and the user has not proven enough for this route: answer 401 with the challenge. */
export type Insufficient = {
  valid: false
  reason: 'insufficient_user_authentication'
  /** What the user has to do: prove once more who they are, add a stronger proof, or confirm the address. */
  missing: readonly (keyof Demands)[]
  /** For the header `WWW-Authenticate` (RFC 9470 §3). */
  challenge: string
}

/** `unavailable` says nothing about the token: ask again later, and let nobody in until then. */
export type CheckedToken<Claims = User> =
  | { valid: true; claims: Claims }
  | { valid: false; reason: 'token_refused' | 'session_ended' | 'unavailable' }
  | Insufficient

/** Checks access tokens. A service binding to Postern's entrypoint `Verifier` is one, `keyVerifier` makes another. */
export interface TokenVerifier {
  verify(token: string, demands?: Demands): Promise<CheckedToken>
}

/** The same for the API of an app that people sign in to by `/authorize`: it takes the tokens of that app, and no others. */
export interface AppTokenVerifier {
  verify(token: string, demands: AppDemands): Promise<CheckedToken<AppUser>>
}

/**
 * A service binding as `wrangler types` writes it. It does not know the entrypoints of another Worker, so
 * `verify` is missing from the type. On a binding to the entrypoint `Verifier` it is there.
 */
export type VerifierBinding = Partial<TokenVerifier> & Fetcher
export type AppVerifierBinding = Partial<AppTokenVerifier> & Fetcher

type Fetcher = { fetch: (...request: never[]) => Promise<unknown> }
