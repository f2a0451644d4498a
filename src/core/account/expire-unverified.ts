import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { announceEnd } from '../sessions/announce-end.ts'

const DAY_MS = 86_400_000

/** The owner is told so long before, or for half of the account's life where that is shorter. */
const WARNING_DAYS = 7

/** One run of the cron trigger does so many; what is left goes with the next one. */
const MAX_A_RUN = 100

/**
 * Unverified accounts that nobody has used for UNVERIFIED_DAYS are erased, so that nobody keeps an address
 * from its owner for good. Their owners are told a week before, and keep the account by signing in.
 */
export async function expireUnverified(
  deps: Pick<Deps, 'config' | 'defer' | 'mailer' | 'now' | 'record' | 'store'>,
): Promise<void> {
  const { config, mailer, now, record, store } = deps
  const { UNVERIFIED_DAYS: life } = config
  if (life === 0) return
  const at = now()
  const notice = Math.min(WARNING_DAYS, life / 2)

  const warned = await store.deeds.warnUnverified({
    seenBefore: at - (life - notice) * DAY_MS,
    now: at,
    max: MAX_A_RUN,
  })
  for (const { id, email, language } of warned) {
    const envelope = { to: email, language: language ?? 'en', key: `unverified-goes/${id}/${at}` }
    deps.defer(mailer.unverifiedGoes({ ...envelope, days: Math.max(1, Math.round(notice)) }))
  }

  const seenBefore = at - life * DAY_MS
  const overdue = await store.queries.unverifiedToErase({
    seenBefore,
    warnedBefore: at - notice * DAY_MS,
    max: MAX_A_RUN,
  })
  for (const userId of overdue)
    announceEnd(deps, await store.deeds.eraseUnverified({ userId, seenBefore, by: randomToken(), now: at }))
  if (overdue.length > 0)
    record({ event: 'unverified_account_removed', outcome: 'success', count: overdue.length })
}
