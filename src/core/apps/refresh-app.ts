import type { App } from '../../store/tables/apps.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { missingOf } from '../identity/missing.ts'
import { refusedRefresh, renew } from '../sessions/refresh.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import { type AppTokens, appTokensOf } from './app-tokens.ts'
import { type Credentials, macsOf, wrongApp } from './credentials.ts'
import { covers, scopesIn } from './scopes.ts'

/**
 * Exchanges the refresh token of an app for the next tokens (RFC 6749 §6): it rotates as that of a user does, under the
 * same rules. The app says who it is in the same round trip; a second one only for a token that is not the present one.
 *
 * @param scope may ask for less than was granted
 * @throws Failure wrong_credentials, refresh_token_refused, invalid_input
 */
export async function refreshApp(
  deps: Deps,
  {
    credentials,
    refreshToken,
    scope,
  }: { credentials: Credentials; refreshToken: string; scope: string | undefined },
): Promise<AppTokens> {
  const { appId } = credentials
  const macs = await macsOf(deps.keyring, credentials)
  const token = await readRefreshToken(deps.keyring, refreshToken, appId)
  if (!token) {
    // Whoever is not the app learns nothing of the token.
    const app = await deps.store.apps.appOf({ appId, macs })
    throw app ? refusedRefresh(deps, 'not_of_app') : wrongApp()
  }
  // Before the token is used up: without the key of the ID token it stays good.
  await deps.rsaKeys.signer()
  const narrowed = scope === undefined ? undefined : scopesIn(scope)
  let found: { app: App; user: User } | undefined
  const session = await renew(deps, token, async (presented) => {
    const { app, user, granted, rotated } = await deps.store.apps.rotateAppSession({
      ...presented,
      appId,
      macs,
      // Nothing is granted of what nobody knows.
      wanted: scope?.split(' ').filter((word) => word !== '') ?? [],
    })
    if (!app) throw wrongApp()
    if (narrowed && (hasUnknown(scope) || !covers(scopesIn(granted ?? ''), narrowed)))
      throw new Failure('invalid_input', { issues: [{ member: 'scope', rule: 'not_valid' }] })
    if (user) found = { app, user }
    return rotated
  })
  if (!found || missingOf(found.user, deps.config)) throw refusedRefresh(deps, 'limited', token.sid)
  return appTokensOf(deps, { ...found, session }, { narrowed })
}

/** Nothing at all is nothing that could be granted. */
const hasUnknown = (scope = ''): boolean => {
  const words = scope.split(' ').filter((word) => word !== '')
  return words.length === 0 || scopesIn(scope).length < new Set(words).size
}
