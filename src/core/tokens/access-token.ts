import { errors, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod/mini'
import { uuidv7 } from '../../crypto/random.ts'
import type { Role } from '../identity/roles.ts'
import { PROOF_KINDS, type ProofKind } from '../sign-in/proof.ts'
import { type Acr, ACR_VALUES } from './assurance.ts'
import type { SigningKeys } from './signing-keys.ts'

/** RFC 9068 §2.1: an access token says that it is one, so that no other JWT of ours can pass for it. */
const TYPE = 'at+jwt'
/** All tokens are for our own apps: one client, named as RFC 9068 §2.2 wants. */
const CLIENT_ID = 'postern'
/** Seconds two clocks may differ. */
const CLOCK_SKEW = 5
/** A token of ours has about 700 characters; a longer one is refused before it is parsed. */
const LONGEST = 2_048

const REGISTERED_CLAIMS = ['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'jti']
const OUR_CLAIMS = ['sid', 'auth_time', 'auth_by', 'role', 'email_verified', 'amr', 'acr']

/** What an access token says. No address and no name: tokens end up in logs of other people's services. */
export type TokenClaims = {
  userId: string
  sid: string
  role: Role
  /** Seconds: when the user proved who they are. */
  authTime: number
  /** What was proven at that moment. */
  authBy: readonly ProofKind[]
  /** How the user has proven who they are in this session, in the words of RFC 8176. */
  amr: readonly string[]
  acr: Acr
  /** Whether the address of the account was confirmed when the token was made. */
  emailVerified: boolean
  /** The account still lacks something: the token is good for little, and no resource server takes it. */
  limited: boolean
  /** It was made for the scripts of a page: it brings no other tokens, and is never in a cookie. */
  forPage: boolean
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
  auth_by: z.array(z.enum(PROOF_KINDS)),
  amr: z.array(z.string()),
  acr: z.enum(ACR_VALUES),
  email_verified: z.boolean(),
  for_page: z.optional(z.literal(true)),
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
})

const claimsFrom = (payload: z.output<typeof Payload>, { limited }: { limited: boolean }): TokenClaims => ({
  userId: payload.sub,
  sid: payload.sid,
  role: payload.role,
  authTime: payload.auth_time,
  authBy: payload.auth_by,
  amr: payload.amr,
  acr: payload.acr,
  emailVerified: payload.email_verified,
  limited,
  forPage: payload.for_page === true,
  expiresAt: payload.exp,
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
  const limitedAudience = `${issuer}/limited`
  return {
    keys,

    /**
     * @param options.until milliseconds; a token never outlives its session
     * @param options.seconds of life, where they are fewer than usual
     */
    async issue(
      claims: Omit<TokenClaims, 'expiresAt'>,
      { now, until, seconds = ttl }: { now: number; until: number; seconds?: number },
    ): Promise<{ accessToken: string; expiresIn: number }> {
      const { kid, privateKey } = await keys.signer(now)
      const issuedAt = Math.floor(now / 1000)
      const expiresAt = Math.min(issuedAt + Math.min(ttl, seconds), Math.floor(until / 1000))
      const accessToken = await new SignJWT({
        client_id: CLIENT_ID,
        sid: claims.sid,
        role: claims.role,
        auth_time: claims.authTime,
        auth_by: claims.authBy,
        amr: claims.amr,
        acr: claims.acr,
        email_verified: claims.emailVerified,
        ...(claims.forPage && { for_page: true }),
      })
        .setProtectedHeader({ alg: 'ES256', typ: TYPE, kid })
        .setIssuer(issuer)
        .setAudience(claims.limited ? limitedAudience : issuer)
        .setSubject(claims.userId)
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
          audience: [issuer, limitedAudience],
          // jose takes a token without `exp` unless it is required, and one from the future unless its age is bounded.
          requiredClaims: [...REGISTERED_CLAIMS, ...OUR_CLAIMS],
          maxTokenAge: ttl,
          clockTolerance: CLOCK_SKEW,
          currentDate: new Date(now),
        })
        const claims = Payload.safeParse(payload)
        if (!claims.success || claims.data.iat < notBefore) return undefined
        return claimsFrom(claims.data, { limited: claims.data.aud === limitedAudience })
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
