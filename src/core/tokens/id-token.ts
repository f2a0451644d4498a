import { errors, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod/mini'
import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import type { RsaKeys } from './rsa-keys.ts'
import type { SigningKeys } from './signing-keys.ts'

/** A token of ours has about 1 000 characters, and 4 000 with the longest names. A longer one is refused before it is parsed. */
const LONGEST = 8_192

/** What an app learns of a sign-in, and what it is told of the user by its scopes. */
type Facts = {
  userId: string
  appId: string
  /** The session of the app. */
  sid: string
  /** Seconds: when the user proved who they are. */
  authTime: number
  acr: string
  amr: readonly string[]
  nonce?: string | undefined
  accessToken: string
  claims: Record<string, unknown>
}

const Hint = z.object({ sub: z.string(), aud: z.string(), sid: z.optional(z.string()), iat: z.number() })

export type IdTokens = ReturnType<typeof openIdTokens>

/** Makes ID tokens (OpenID Connect Core 1.0 §2), and reads them when they come back as a hint. */
export function openIdTokens({
  keys,
  rsaKeys,
  issuer,
  ttl,
  notBefore,
}: {
  keys: SigningKeys
  rsaKeys: RsaKeys
  issuer: string
  /** Seconds. */
  ttl: number
  /** Seconds; tokens from before are no hints. */
  notBefore: number
}) {
  return {
    /**
     * Its header has no `typ`: an access token has one, so this never passes for it.
     *
     * @param options.now milliseconds
     * @throws Failure unavailable
     */
    async issue(
      { userId, appId, sid, authTime, acr, amr, nonce, accessToken, claims }: Facts,
      { alg, now }: { alg: 'RS256' | 'ES256'; now: number },
    ): Promise<string> {
      const { kid, privateKey } = await (alg === 'RS256' ? rsaKeys.signer() : keys.signer(now))
      const issuedAt = Math.floor(now / 1_000)
      const own = { sid, auth_time: authTime, acr, amr, nonce, at_hash: await atHash(accessToken) }
      return new SignJWT({ ...claims, ...own })
        .setProtectedHeader({ alg, kid })
        .setIssuer(issuer)
        .setSubject(userId)
        .setAudience(appId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ttl)
        .sign(privateKey)
    },

    /**
     * Whose ID token it is, if it is ours and unaltered; undefined otherwise. One that has expired says so as well
     * (RP-Initiated Logout 1.0 §2), as long as its key is published.
     *
     * @param now milliseconds
     * @throws Failure unavailable
     */
    async readHint(
      token: string,
      now: number,
    ): Promise<{ userId: string; appId: string; sid: string | undefined } | undefined> {
      if (token.length > LONGEST) return undefined
      try {
        const { payload, protectedHeader } = await jwtVerify(
          token,
          async ({ alg, kid = '' }) => {
            const key = await (alg === 'RS256' ? rsaKeys.find(kid) : keys.find(kid, now))
            if (!key) throw new errors.JWKSNoMatchingKey()
            return key
          },
          // As if it were 1970: then none has expired.
          { algorithms: ['RS256', 'ES256'], issuer, currentDate: new Date(0) },
        )
        const hint = Hint.safeParse(payload)
        if (protectedHeader.typ !== undefined || !hint.success || hint.data.iat < notBefore) return undefined
        return { userId: hint.data.sub, appId: hint.data.aud, sid: hint.data.sid }
      } catch (error) {
        // Whatever a token can be wrong in is one refusal; an error of another kind is ours.
        if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
        throw error
      }
    },
  }
}

/** The left half of the hash of the access token that comes with it (OpenID Connect Core 1.0 §3.1.3.6). */
const atHash = async (accessToken: string) => base64url((await sha256(utf8(accessToken))).subarray(0, 16))
