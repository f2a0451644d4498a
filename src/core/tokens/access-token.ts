import * as z from 'zod/mini'
import type { Role } from '../identity/roles.ts'
import { PROOF_KINDS, type ProofKind } from '../sign-in/proof.ts'
import { openAccessJwts } from './access-jwt.ts'
import { openAppAccessTokens } from './app-access-token.ts'
import { type Acr, ACR_VALUES } from './assurance.ts'
import { OWN_CLIENT } from './client-id.ts'
import type { SigningKeys } from './signing-keys.ts'

const REQUIRED_CLAIMS = ['sid', 'auth_time', 'auth_by', 'role', 'email_verified', 'amr', 'acr']

/** What an access token of a user's own session says. No address and no name: tokens end up in logs of other people's services. */
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

const payloadFor = (audiences: readonly [string, string]) =>
  z.object({
    sub: z.string(),
    aud: z.enum(audiences),
    sid: z.string(),
    client_id: z.literal(OWN_CLIENT),
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

const claimsFrom = (
  payload: z.output<ReturnType<typeof payloadFor>>,
  { limited }: { limited: boolean },
): TokenClaims => ({
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

/** Makes and checks access tokens: those of a user's own sessions, and those of apps. */
export function openAccessTokens(settings: {
  keys: SigningKeys
  issuer: string
  /** Seconds. */
  ttl: number
  /** Seconds; tokens from before are refused. */
  notBefore: number
}) {
  const { keys, issuer } = settings
  const limitedAudience = `${issuer}/limited`
  const schema = payloadFor([issuer, limitedAudience])
  const jwts = openAccessJwts(settings)
  return {
    keys,
    ...openAppAccessTokens(jwts),

    /**
     * @param options.until milliseconds; a token never outlives its session
     * @param options.seconds of life, where they are fewer than usual
     */
    async issue(
      claims: Omit<TokenClaims, 'expiresAt'>,
      options: { now: number; until: number; seconds?: number },
    ): Promise<{ accessToken: string; expiresIn: number }> {
      const audience = claims.limited ? limitedAudience : issuer
      return jwts.sign(
        {
          client_id: OWN_CLIENT,
          sid: claims.sid,
          role: claims.role,
          auth_time: claims.authTime,
          auth_by: claims.authBy,
          amr: claims.amr,
          acr: claims.acr,
          email_verified: claims.emailVerified,
          ...(claims.forPage && { for_page: true }),
        },
        { audience, subject: claims.userId, ...options },
      )
    },

    /** The claims of a token that is ours, unaltered and not expired, and no app's; undefined otherwise. */
    async verify(token: string, now: number): Promise<TokenClaims | undefined> {
      const said = await jwts.read(token, { now, required: REQUIRED_CLAIMS, schema })
      return said && claimsFrom(said, { limited: said.aud === limitedAudience })
    },
  }
}
