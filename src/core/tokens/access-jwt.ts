import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type * as z from 'zod/mini'
import { uuidv7 } from '../../crypto/random.ts'
import type { SigningKeys } from './signing-keys.ts'

/** RFC 9068 §2.1: an access token says that it is one, so that no other JWT of ours can pass for it. */
const TYPE = 'at+jwt'
/** Seconds two clocks may differ. */
const CLOCK_SKEW = 5
/** A token of ours has about 700 characters; a longer one is refused before it is parsed. */
const LONGEST = 2_048

/** Of every access token, whoever it is for. */
const REGISTERED_CLAIMS = ['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'jti']

export type AccessJwts = ReturnType<typeof openAccessJwts>

/**
 * Makes and reads access tokens, whoever they are for: JWT, ES256, RFC 9068. The signature comes before any claim
 * (RFC 8725 §3.3).
 */
export function openAccessJwts({
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
    /**
     * @param options.until milliseconds; a token never outlives its session
     * @param options.seconds of life, where they are fewer than usual
     */
    async sign(
      claims: JWTPayload,
      {
        audience,
        subject,
        now,
        until,
        seconds = ttl,
      }: { audience: string; subject: string; now: number; until: number; seconds?: number },
    ): Promise<{ accessToken: string; expiresIn: number }> {
      const { kid, privateKey } = await keys.signer(now)
      const issuedAt = Math.floor(now / 1000)
      const expiresAt = Math.min(issuedAt + Math.min(ttl, seconds), Math.floor(until / 1000))
      const accessToken = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: TYPE, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .setJti(uuidv7(now))
        .sign(privateKey)
      return { accessToken, expiresIn: expiresAt - issuedAt }
    },

    /**
     * What a token says that is ours, unaltered and not expired; undefined otherwise. Who it is for, its schema says.
     *
     * @param options.required claims that it has besides those of every token
     */
    async read<Schema extends z.ZodMiniType<{ iat: number }>>(
      token: string,
      { now, required, schema }: { now: number; required: readonly string[]; schema: Schema },
    ): Promise<z.output<Schema> | undefined> {
      if (token.length > LONGEST) return undefined
      try {
        const { payload } = await jwtVerify(token, async ({ kid }) => findKey(kid, now), {
          algorithms: ['ES256'],
          typ: TYPE,
          issuer,
          // jose takes a token without `exp` unless it is required, and one from the future unless its age is bounded.
          requiredClaims: [...REGISTERED_CLAIMS, ...required],
          maxTokenAge: ttl,
          clockTolerance: CLOCK_SKEW,
          currentDate: new Date(now),
        })
        const claims = schema.safeParse(payload)
        return claims.success && claims.data.iat >= notBefore ? claims.data : undefined
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
