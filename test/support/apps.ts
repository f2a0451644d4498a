import { secretMacs } from '../../src/core/apps/secret.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { uuidv7 } from '../../src/crypto/random.ts'
import type { App } from '../../src/store/tables/apps.ts'
import { rows } from './database.ts'
import { SECRET } from './worker.ts'

type Registered = Pick<App, 'id' | 'name'> & { redirectUri: string; secret: string | undefined }

/**
 * An app that somebody has registered, as a row, without the command: of our own, public and with one address, unless
 * asked otherwise. `secret` is the one that it holds, not its MAC.
 */
export async function registeredApp({ secret, ...changes }: Partial<App> = {}): Promise<Registered> {
  const id = changes.id ?? `app-${crypto.randomUUID().slice(0, 8)}`
  const app = {
    name: 'Notes',
    kind: 'first_party',
    redirectUris: ['https://notes.example/callback'],
    postLogoutRedirectUris: ['https://notes.example/'],
    pkce: 'required',
    scopes: 'openid profile email offline_access',
    idTokenAlg: 'RS256',
    logoUrl: null,
    createdAt: Date.now(),
    disabledAt: null,
    ...changes,
  }
  await rows(
    `insert into apps (id, name, kind, redirect_uris, post_logout_redirect_uris, secret, pkce, scopes, id_token_alg,
      logo_url, created_at, disabled_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    app.name,
    app.kind,
    JSON.stringify(app.redirectUris),
    JSON.stringify(app.postLogoutRedirectUris),
    secret ? (await secretMacs(await openKeyring(SECRET, []), { appId: id, secret }))[0] : null,
    app.pkce,
    app.scopes,
    app.idTokenAlg,
    app.logoUrl,
    app.createdAt,
    app.disabledAt,
  )
  return { id, name: app.name, redirectUri: app.redirectUris[0] ?? '', secret: secret ?? undefined }
}

/** The session of an app that came from this session of a user, as a row like its parent's. Answers its id. */
export async function childOf(
  parentId: string,
  { appId, scope = 'openid offline_access' }: { appId: string; scope?: string },
): Promise<string> {
  const id = uuidv7(Date.now())
  const inherited = `user_id, rotated_at, auth_time, auth_methods, methods, second_step, created_at, began_at,
    idle_expires_at, expires_at, device, country`
  const inserted = await rows(
    `insert into sessions (id, generation, repeats, app_id, scope, parent_id, ${inherited})
    select ?, 0, 0, ?, ?, id, ${inherited} from sessions where id = ? returning id`,
    id,
    appId,
    scope,
    parentId,
  )
  if (inserted.length !== 1) throw new Error('there is no such session')
  return id
}
