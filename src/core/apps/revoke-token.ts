import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import { type Credentials, macsOf, wrongApp } from './credentials.ts'

/**
 * Ends the session behind a token of this app, whichever of the two it is. A token that is not of this app, or no longer
 * good, is no error (RFC 7009 §2.2). One round trip.
 *
 * @throws Failure wrong_credentials
 */
export async function revokeToken(
  deps: Deps,
  { credentials, token }: { credentials: Credentials; token: string },
): Promise<void> {
  const { accessTokens, keyring, store } = deps
  const { appId } = credentials
  const now = deps.now()
  const refresh = await readRefreshToken(keyring, token, appId)
  const access = refresh ? undefined : await accessTokens.verifyOfApp(token, now)
  const sid = refresh?.sid ?? (access?.appId === appId ? access.sid : undefined)
  const event = { event: 'signed_out', outcome: 'success', reason: 'by_app' } as const
  const { isApp, userId } = await store.apps.endAppSession({
    appId,
    macs: await macsOf(keyring, credentials),
    sid,
    by: randomToken(),
    line: deps.lineOf(event),
    now,
  })
  if (!isApp) throw wrongApp()
  if (sid === undefined || userId === undefined) return
  announceEnd(deps, [sid])
  deps.log({ ...event, userId, sid })
}
