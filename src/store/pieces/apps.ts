import { isNotNull, sql } from 'drizzle-orm'
import { type App, apps } from '../tables/apps.ts'

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
