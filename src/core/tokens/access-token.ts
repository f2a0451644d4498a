import { errors, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod/mini'
import { uuidv7 } from '../../crypto/random.ts'
import type { Role } from '../identity/roles.ts'
import type { SigningKeys } from './signing-keys.ts'

/** RFC 9068 §2.1: an access token says that it is one, so that no other JWT of ours can pass for it. */
const TYPE = 'at+jwt'
/** All tokens are for our own apps: one client, named as RFC 9068 §2.2 wants. */
const CLIENT_ID = 'postern'
/** Seconds two clocks may differ. */
const CLOCK_SKEW = 5
/** A token of ours has about 600 characters; a longer one is refused before it is parsed. */
const LONGEST = 2_048

const REGISTERED_CLAIMS = ['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'jti']
const OUR_CLAIMS = ['sid', 'auth_time', 'role', 'email_verified']

/** What an access token says. No address and no name: tokens end up in logs of other people's services. */
export type TokenClaims = {
  userId: string
  sid: string
  role: Role
  /** Seconds: when the user proved who they are. */
  authTime: number
  /** Whether the address of the account was confirmed when the token was made. */
  emailVerified: boolean
  /** Seconds. */
  expiresAt: number
}

const Payload = z.object({
  sub: z.string(),
  aud: z.string(),
  sid: z.string(),
  client_id: z.literal(CLIENT_ID),
  role: z.enum(['user', 'admin']),
  auth_time: z.number(),
  email_verified: z.boolean(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
})

export type AccessTokens = ReturnType<typeof openAccessTokens>

/** Makes and checks access tokens: JWT, ES256, RFC 9068. The signature comes before any claim (RFC 8725 §3.3). */
export function openAccessTokens({
  keys,
  issuer,
  ttl,
  notBefore,
}: {
  keys: SigningKeys
  issuer: string
  /** Seconds. */
  ttl: number
  /** Seconds; tokens from before are refused. */
  notBefore: number
}) {
  return {
    keys,

    /**
     * @param options.until milliseconds; a token never outlives its session
     * @param options.seconds of life, where they are fewer than usual
     */
    async issue(
      { userId, sid, role, authTime, emailVerified }: Omit<TokenClaims, 'expiresAt'>,
      { now, until, seconds = ttl }: { now: number; until: number; seconds?: number },
    ): Promise<{ accessToken: string; expiresIn: number }> {
      const { kid, privateKey } = await keys.signer(now)
      const issuedAt = Math.floor(now / 1000)
      const expiresAt = Math.min(issuedAt + Math.min(ttl, seconds), Math.floor(until / 1000))
      const accessToken = await new SignJWT({
        client_id: CLIENT_ID,
        sid,
        role,
        auth_time: authTime,
        email_verified: emailVerified,
      })
        .setProtectedHeader({ alg: 'ES256', typ: TYPE, kid })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .setJti(uuidv7(now))
        .sign(privateKey)
      return { accessToken, expiresIn: expiresAt - issuedAt }
    },

    /** The claims of a token that is ours, unaltered and not expired; undefined otherwise. */
    async verify(token: string, now: number): Promise<TokenClaims | undefined> {
      if (token.length > LONGEST) return undefined
      try {
        const { payload } = await jwtVerify(token, async ({ kid }) => findKey(kid, now), {
          algorithms: ['ES256'],
          typ: TYPE,
          issuer,
          audience: issuer,
          // jose takes a token without `exp` unless it is required, and one from the future unless its age is bounded.
          requiredClaims: [...REGISTERED_CLAIMS, ...OUR_CLAIMS],
          maxTokenAge: ttl,
          clockTolerance: CLOCK_SKEW,
          currentDate: new Date(now),
        })
        const claims = Payload.safeParse(payload)
        if (!claims.success || claims.data.iat < notBefore) return undefined
        const { sub, sid, role, auth_time, email_verified, exp } = claims.data
        return {
          userId: sub,
          sid,
          role,
          authTime: auth_time,
          emailVerified: email_verified,
          expiresAt: exp,
        }
      } catch (error) {
        // Whatever a token can be wrong in is one refusal; an error of another kind is ours.
        if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
        throw error
      }
    },
  }

  async function findKey(kid: string | undefined, now: number): Promise<CryptoKey> {
    const key = kid === undefined ? undefined : await keys.find(kid, now)
    if (!key) throw new errors.JWKSNoMatchingKey()
    return key
  }
}
