import type { OwnEvent, Page } from '../../store/queries/events.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { TokenClaims } from '../tokens/access-token.ts'

/** Lines that a page of the history has at most. */
export const MAX_EVENTS = 50

/**
 * What has happened to the caller's account, the newest first: a page of it.
 *
 * @throws Failure token_refused when the session has ended
 */
export async function readHistory(
  { store, now }: Pick<Deps, 'store' | 'now'>,
  { caller: { sid }, page }: { caller: TokenClaims; page: Page },
): Promise<OwnEvent[]> {
  const events = await store.queries.ownEvents({ sid, page, now: now() })
  if (!events) throw new Failure('token_refused', { reason: 'session_not_live' })
  return events
}
