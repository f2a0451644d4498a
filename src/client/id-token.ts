import { bytesOf } from './base64url.ts'
import { Unreachable } from './refusal.ts'

/** Who has signed in, as far as the scopes of the app say it (OpenID Connect Core 1.0 §5.1). */
export type UserInfo = {
  /** The id of the user. */
  sub: string
  /** With `profile`. */
  name?: string
  given_name?: string
  family_name?: string
  locale?: string
  /** Seconds since 1970. */
  updated_at?: number
  /** With `email`. */
  email?: string
  email_verified?: boolean
}

type Claims = UserInfo & { iss?: unknown; aud?: unknown; nonce?: unknown; exp?: number; sid?: string }

const MEMBERS = [
  'name',
  'given_name',
  'family_name',
  'locale',
  'updated_at',
  'email',
  'email_verified',
] as const

/**
 * Milliseconds that the clock of a device may be wrong by, and people are not shut out for it. The nonce says that the
 * token is of this sign-in.
 */
const CLOCK_SKEW = 86_400_000

/** What a token says, unchecked. */
export function claimsIn(token: string): Claims {
  try {
    const [, payload = ''] = token.split('.')
    return JSON.parse(new TextDecoder().decode(bytesOf(payload))) as Claims
  } catch {
    throw new Unreachable('an answer without an ID token')
  }
}

/**
 * Who an ID token says has signed in. It came by TLS from the service itself, which stands for the signature
 * (OpenID Connect Core 1.0 §3.1.3.7, step 6).
 *
 * @throws Unreachable when it is not the token of this sign-in: the service does not answer so
 */
export function readIdToken(
  token: string,
  { issuer, app, nonce }: { issuer: string; app: string; nonce: string },
): { sid: string; user: UserInfo } {
  const claims = claimsIn(token)
  const { iss, aud, sub, sid, exp } = claims
  const isOf = iss === issuer && aud === app && claims.nonce === nonce
  const isYoung = typeof exp === 'number' && exp * 1_000 + CLOCK_SKEW > Date.now()
  if (!isOf || !isYoung || !sub || !sid) throw new Unreachable('an ID token that is not of this sign-in')
  return { sid, user: userIn(claims) }
}

/** Without what is said of the token itself. */
const userIn = (claims: Claims): UserInfo => ({
  sub: claims.sub,
  ...Object.fromEntries(MEMBERS.flatMap((name) => (name in claims ? [[name, claims[name]]] : []))),
})
