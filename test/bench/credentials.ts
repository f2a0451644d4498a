import { openAccessTokens } from '../../src/core/tokens/access-token.ts'
import { writePageSession } from '../../src/core/tokens/page-session.ts'
import { writeRefreshToken } from '../../src/core/tokens/refresh-token.ts'
import { openSigningKeys } from '../../src/core/tokens/signing-keys.ts'
import { base64url } from '../../src/crypto/bytes.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { hashPassword } from '../../src/crypto/password-hash.ts'
import { seal } from '../../src/crypto/seal.ts'
import { idOf } from './ids.ts'

export const ISSUER = 'https://auth.localhost'
export const AUTH_SECRET = 'a secret of the bench of more than 32 characters'
export const PASSWORD = 'seven dry words'

const keyring = await openKeyring(AUTH_SECRET, [])
const keys = openSigningKeys(keyring.signingSecrets)
const accessTokens = openAccessTokens({ keys, issuer: ISSUER, ttl: 1_800, notBefore: 0 })

/** The password of all users, as the database stores it. */
export const storedPassword = (iterations: number) =>
  hashPassword(PASSWORD, { pepper: keyring.peppers[0], iterations })

/** The key that checks access tokens. */
export const publicJwk = async () => (await keys.signer(Date.now())).publicJwk

/** Tokens of the n-th session, made by the service's own code: the service would want a sign-in for each. */
export async function accessTokenOf(n: number, { users }: { users: number }): Promise<string> {
  const now = Date.now()
  const claims = {
    userId: idOf(n % users),
    sid: idOf(n),
    role: 'user',
    authTime: Math.floor(now / 1000),
    authBy: ['password'],
    amr: ['pwd'],
    acr: '1',
    emailVerified: true,
    limited: false,
    forPage: false,
  } as const
  const { accessToken } = await accessTokens.issue(claims, { now, until: now + 3_600_000 })
  return accessToken
}

export const refreshTokenOf = (n: number): Promise<string> =>
  writeRefreshToken(keyring, { sid: idOf(n), generation: 0 })

/** The cookie of a browser whose pages have the n-th session. */
export const pageCookieOf = async (n: number): Promise<string> =>
  `__Host-session=${await writePageSession(keyring, { sid: idOf(n), generation: 0 })}`

/** The secret of an authenticator app, as the database stores it for one user. */
export const sealedTotp = (secret: Uint8Array<ArrayBuffer>, userId: string): Promise<string> =>
  seal(keyring.sealKeys, base64url(secret), { subject: userId, purpose: 'totp' })
