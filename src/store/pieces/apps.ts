import { isNotNull, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import { type App, apps } from '../tables/apps.ts'
import { sessions } from '../tables/sessions.ts'

/** What is shown of an app: whether it has a secret, and nothing of that. */
export type ShownApp = Omit<App, 'secret'> & { isConfidential: boolean }

export const shownApp = {
  id: apps.id,
  name: apps.name,
  kind: apps.kind,
  redirectUris: apps.redirectUris,
  postLogoutRedirectUris: apps.postLogoutRedirectUris,
  pkce: apps.pkce,
  scopes: apps.scopes,
  idTokenAlg: apps.idTokenAlg,
  logoUrl: apps.logoUrl,
  createdAt: apps.createdAt,
  disabledAt: apps.disabledAt,
  isConfidential: sql<boolean>`${isNotNull(apps.secret)}`.mapWith(Boolean),
}

/** The name of the app that a column names; empty where there is none. */
export const appNameOf = (appId: AnySQLiteColumn) => {
  const name = sql`(select ${apps.name} from ${apps} where ${apps.id} = ${appId})`
  // Within another piece of SQL, because Drizzle leaves out the names of tables at the top of a selection.
  return sql<string | null>`${name}`
}

/** The name of the app that has a session; empty for one of a user's own. */
export const appNameIn = appNameOf(sessions.appId)
