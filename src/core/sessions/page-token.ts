import { latestNotFresh } from '../account/fresh.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { claimsOf } from '../tokens/token-pair.ts'

/** Seconds. Long enough for a request or the opening of a WebSocket. */
const LIFE = 300

/**
 * An access token for a page whose session is in cookies: its scripts cannot read those, and they reach no
 * other host. It is of the same session and ends with it. Any script in the page can get one,
 * so it is never fresh, which whatever asks for a recent proof refuses, and it brings no other tokens.
 *
 * @throws Failure token_refused when the session has ended
 */
export async function tokenForPage(
  deps: Deps,
  caller: TokenClaims,
): Promise<{ accessToken: string; expiresIn: number }> {
  const { accessTokens, config, record, store } = deps
  const now = deps.now()
  const found = await store.queries.liveSession({ sid: caller.sid, now })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { session, user } = found
  const claims = claimsOf(session, user, config)
  const token = await accessTokens.issue(
    { ...claims, forPage: true, authTime: Math.min(claims.authTime, latestNotFresh(now)) },
    { now, until: Math.min(session.idleExpiresAt, session.expiresAt), seconds: LIFE },
  )
  record({ event: 'page_token_issued', outcome: 'success', userId: user.id, sid: session.id })
  return token
}
