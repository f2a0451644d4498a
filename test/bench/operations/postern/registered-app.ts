import { createHash } from 'node:crypto'

/** RFC 7636 §4.1: 43 characters at least. */
const VERIFIER = 'verifier-of-the-bench-'.repeat(2)

/** A public app of our own, which people sign in to. */
export const APP = {
  id: 'notes',
  redirectUri: 'https://notes.example/callback',
  verifier: VERIFIER,
  challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
}

/** Registers it. */
export async function seedApp(d1: D1Database): Promise<void> {
  const add = d1.prepare(
    `insert into apps (id, name, kind, redirect_uris, post_logout_redirect_uris, pkce, scopes, id_token_alg, created_at)
     values (?, 'Notes', 'first_party', json_array(?), '[]', 'required', 'openid profile email offline_access', 'RS256', ?)`,
  )
  await add.bind(APP.id, APP.redirectUri, Date.now()).run()
}
