import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { PageSession } from '../tokens/page-session.ts'
import { findRedirect } from './redirect-address.ts'
import type { Params } from './authorization-request.ts'

/** What comes of an app's wish to sign its user out of this browser. `to` is where the browser may go then. */
export type LoggedOut = { kind: 'out' | 'nobody' | 'ask'; to: string | undefined }

/**
 * An app signs its user out of this browser (OpenID RP-Initiated Logout 1.0 §2). Only the ID token of a session that came
 * from the browser's own one says that the user wants it; else the user is asked, since any page can send a browser here.
 * The return address has to be one of the app's, exactly (§3.1); with another one the user is asked too, and stays here.
 * Two round trips at most.
 */
export async function logOut(
  deps: Deps,
  { params, page }: { params: Params; page: PageSession | undefined },
): Promise<LoggedOut> {
  const { idTokens, store } = deps
  const now = deps.now()
  const { id_token_hint: text, client_id: clientId, state } = params
  const read = text === undefined ? undefined : await idTokens.readHint(text, now)
  // Two names of an app that differ are a mistake or an attack (§2).
  const hint = read && (clientId === undefined || clientId === read.appId) ? read : undefined
  const isWrong = text !== undefined && !hint
  const appId = hint?.appId ?? clientId
  const found = await store.apps.logOut({ appId, sid: hint?.sid, page, now })
  const wanted = params['post_logout_redirect_uri']
  const to = isWrong ? undefined : returnAddress(found.returnAddresses, wanted, state)
  if (!found.session) return { kind: 'nobody', to }
  const isLost = wanted !== undefined && to === undefined
  if (!hint || isLost || found.parentId !== found.session.id) return { kind: 'ask', to }
  const { id: sid, userId, generation } = found.session
  const held = { sid, generation }
  const event = { event: 'signed_out', outcome: 'success', reason: 'by_app' } as const
  const line = deps.lineOf(event)
  const done = await store.deeds.signOut({ held, another: sid, by: randomToken(), line, now })
  if (done) {
    announceEnd(deps, done.ended)
    deps.log({ ...event, userId, sid })
  }
  return { kind: 'out', to }
}

function returnAddress(
  registered: readonly string[],
  wanted: string | undefined,
  state: string | undefined,
): string | undefined {
  if (wanted === undefined || !findRedirect(registered, wanted)) return undefined
  if (state === undefined) return wanted
  // The registered address stays as it is: a parser would write its query anew.
  return `${wanted}${wanted.includes('?') ? '&' : '?'}${new URLSearchParams({ state }).toString()}`
}
