import { randomToken } from '../../crypto/random.ts'
import type { OwnSession } from '../../store/queries/sessions.ts'
import { requireFresh } from '../account/fresh.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy, idsOf, type PageCaller, requireUnlimited } from '../tokens/caller.ts'
import { announceEnd } from './announce-end.ts'

const notLive = () => new Failure('token_refused', { reason: 'session_not_live' })

/**
 * The live sessions of the caller, the newest first.
 *
 * @throws Failure token_refused when the caller's session has ended
 */
export async function listOwnSessions({ store, now }: Deps, { sid }: TokenClaims): Promise<OwnSession[]> {
  const sessions = await store.queries.ownSessions({ sid, now: now() })
  // The caller's own is always among them.
  if (sessions.length === 0) throw notLive()
  return sessions
}

/**
 * Ends one session of the caller, which may be the present one. An old session may do it: it takes away, and
 * gives nothing.
 *
 * @throws Failure not_found when the caller has no such live session, token_refused; email_not_verified and
 *   second_step_required for who is limited
 */
export async function endOwnSession(
  deps: Deps,
  { caller, target }: { caller: Caller; target: string },
): Promise<void> {
  const held = heldBy(caller)
  const { userId } = caller
  if ('pageSid' in caller) await refuseLimitedPage(deps, caller)
  const event = { event: 'signed_out', outcome: 'success', reason: 'by_owner' } as const
  const isEnded = await deps.store.deeds.endOneSession({
    held,
    target,
    by: randomToken(),
    line: deps.lineOf(event),
    now: deps.now(),
  })
  if (isEnded === undefined) throw notLive()
  if (!isEnded) throw new Failure('not_found')
  announceEnd(deps, [target])
  deps.log({ ...event, userId, sid: target })
}

/** @throws Failure token_refused, email_not_verified, second_step_required */
export async function refuseLimitedPage(deps: Deps, caller: PageCaller): Promise<void> {
  const user = await deps.store.queries.userBySession({ held: heldBy(caller), now: deps.now() })
  if (!user) throw notLive()
  requireUnlimited(caller, user, deps.config)
}

/**
 * Ends every session of the caller but the present one. Answers how many.
 *
 * @throws Failure sign_in_again when the caller is not fresh: a stolen session must not shut its owner out;
 *   token_refused; email_not_verified and second_step_required for who is limited
 */
export async function endOtherSessions(deps: Deps, caller: Caller): Promise<number> {
  await requireFresh(deps, caller, { unlimited: true })
  const { sid, userId } = idsOf(caller)
  const event = { event: 'signed_out', outcome: 'success', reason: 'others' } as const
  const done = await deps.store.deeds.endOtherSessions({
    sid,
    by: randomToken(),
    line: deps.lineOf(event),
    now: deps.now(),
  })
  if (!done) throw notLive()
  announceEnd(deps, done.ended)
  if (done.live > 0) deps.log({ ...event, count: done.live, userId, sid })
  return done.live
}
