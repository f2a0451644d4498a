import type { InferInsertModel, InferSelectModel } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Apps that people sign in to by /authorize: the clients of OAuth 2 and OpenID Connect. An operator registers them. */
export const apps = sqliteTable('apps', {
  /** The client id. */
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Of our own, which ask nobody; or of somebody else, which act for a user with their consent. */
  kind: text('kind', { enum: ['first_party', 'third_party'] }).notNull(),
  /** Where codes may go, exactly (RFC 9700 §2.1). */
  redirectUris: text('redirect_uris', { mode: 'json' }).$type<string[]>().notNull(),
  /** Where a browser may go after a sign-out (OpenID RP-Initiated Logout 1.0 §3.1). */
  postLogoutRedirectUris: text('post_logout_redirect_uris', { mode: 'json' }).$type<string[]>().notNull(),
  /** The MAC of its secret. An app that cannot keep one has none (RFC 6749 §2.1). */
  secret: text('secret'),
  /** Without PKCE go only apps that have a secret, and say so (RFC 9700 §2.1.1). */
  pkce: text('pkce', { enum: ['required', 'optional'] })
    .notNull()
    .default('required'),
  /** What it may ask for, with a space between two. */
  scopes: text('scopes').notNull(),
  idTokenAlg: text('id_token_alg', { enum: ['RS256', 'ES256'] })
    .notNull()
    .default('RS256'),
  logoUrl: text('logo_url'),
  createdAt: integer('created_at').notNull(),
  /** It gets nothing since then, and its sessions are over. */
  disabledAt: integer('disabled_at'),
})

export type App = InferSelectModel<typeof apps>
export type NewApp = InferInsertModel<typeof apps>
