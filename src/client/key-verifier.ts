import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { keySetAt } from './key-set.ts'
import type { TokenVerifier, User } from './verifier.ts'

export type KeyOptions = {
  /** The service's `APP_URL`. */
  issuer: string
  /** Whom tokens are for; the issuer unless said otherwise. */
  audience?: string
  /** Where the public keys are; the issuer's `/.well-known/jwks.json` unless said otherwise. */
  jwksUrl?: string
}

/** Seconds two clocks may differ. */
const CLOCK_SKEW = 5
/** Seconds: no token may live longer (`ACCESS_TOKEN_TTL`). Without a bound jose takes tokens from the future. */
const LONGEST_LIFE = 86_400
/** A token is about 600 characters; a longer one is not worth parsing. */
const LONGEST = 2_048

/**
 * Checks tokens by the public keys alone, without asking the service: a session that has ended is not
 * noticed, its tokens are good until they expire.
 */
export function keyVerifier({ issuer, audience, jwksUrl }: KeyOptions): TokenVerifier {
  const origin = issuer.replace(/\/$/, '')
  const keySet = keySetAt(jwksUrl ?? `${origin}/.well-known/jwks.json`)
  return {
    async verify(token) {
      try {
        const { kid } = token.length > LONGEST ? {} : decodeProtectedHeader(token)
        if (!kid) return { valid: false, reason: 'token_refused' }
        const keys = await keySet.withKey(kid)
        if (!keys) return { valid: false, reason: 'unavailable' }
        const { payload } = await jwtVerify(token, keys, {
          algorithms: ['ES256'],
          typ: 'at+jwt',
          issuer: origin,
          audience: audience ?? origin,
          requiredClaims: ['iss', 'aud', 'sub', 'iat', 'exp', 'sid', 'auth_time', 'role'],
          maxTokenAge: LONGEST_LIFE,
          clockTolerance: CLOCK_SKEW,
        })
        const claims = userOf(payload)
        return claims ? { valid: true, claims } : { valid: false, reason: 'token_refused' }
      } catch (error) {
        // Whatever a token can be wrong in is one refusal; an error of another kind is ours.
        if (error instanceof errors.JOSEError || error instanceof TypeError)
          return { valid: false, reason: 'token_refused' }
        throw error
      }
    },
  }
}

/** The claims, if they are of the kinds they should be. */
function userOf({ sub, exp, sid, role, auth_time: authTime, email_verified }: JWTPayload): User | undefined {
  if (typeof sub !== 'string' || typeof sid !== 'string') return undefined
  if (typeof exp !== 'number' || typeof authTime !== 'number') return undefined
  if (role !== 'user' && role !== 'admin') return undefined
  return { userId: sub, sid, role, authTime, emailVerified: email_verified === true, expiresAt: exp }
}
