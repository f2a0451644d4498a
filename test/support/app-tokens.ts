import { openAccessTokens } from '../../src/core/tokens/access-token.ts'
import type { AppClaims } from '../../src/core/tokens/app-access-token.ts'
import { writeRefreshToken } from '../../src/core/tokens/refresh-token.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { uuidv7 } from '../../src/crypto/random.ts'
import { type Account, claimsOf } from './account.ts'
import { rows } from './database.ts'
import { serviceKeys } from './keys.ts'
import { HOME } from './person.ts'
import { SECRET } from './worker.ts'

/** The service's own maker of access tokens. */
export const accessTokens = async () =>
  openAccessTokens({ keys: await serviceKeys(), issuer: HOME, ttl: 1_800, notBefore: 0 })

/** The tokens of an app, and its session. */
export type AppSession = { sid: string; parentId: string; access: string; refresh: string }

/** An app has a session of somebody who is signed in, with tokens that are good. */
export async function appSession(
  { id: userId, tokens }: Pick<Account, 'id' | 'tokens'>,
  { appId = 'shop', scope = 'openid email' }: { appId?: string; scope?: string } = {},
): Promise<AppSession> {
  const now = Date.now()
  const sid = uuidv7(now)
  const { sid: parentId, auth_time: authTime } = claimsOf(tokens.access) as { sid: string; auth_time: number }
  await rows(
    `insert or ignore into apps (id, name, kind, redirect_uris, post_logout_redirect_uris, scopes, created_at)
     values (?, 'Shop', 'third_party', '["https://shop.example/back"]', '[]', ?, ?)`,
    appId,
    scope,
    now,
  )
  await rows(
    `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, began_at,
       idle_expires_at, expires_at, app_id, scope, parent_id)
     select ?, user_id, 0, rotated_at, 0, auth_time, created_at, began_at, idle_expires_at, expires_at, ?, ?, id
     from sessions where id = ?`,
    sid,
    appId,
    scope,
    parentId,
  )
  const proven = { authTime, authBy: ['password'], amr: ['pwd'], acr: '1' } as const
  const claims: Omit<AppClaims, 'expiresAt'> = { userId, sid, parentId, appId, scope, ...proven }
  const { accessToken } = await (await accessTokens()).issueForApp(claims, { now, until: now + 3_600_000 })
  const refresh = await writeRefreshToken(await openKeyring(SECRET, []), { sid, generation: 0 }, appId)
  return { sid, parentId, access: accessToken, refresh }
}
