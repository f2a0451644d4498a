import { randomToken } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import { reasonOf } from '../audit/reason-of.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { announceEnd } from '../sessions/announce-end.ts'

const DAY_MS = 86_400_000

/** The owner is told so long before, or for half of the account's life where that is shorter. */
const WARNING_DAYS = 7

/** One run of the cron trigger does so many; what is left goes with the next one. */
const MAX_A_RUN = 100
const MAILS_AT_ONCE = 20

type Needs = Pick<Deps, 'config' | 'defer' | 'mailer' | 'now' | 'record' | 'store'>

/**
 * Unverified accounts that nobody has used for UNVERIFIED_DAYS are erased, so that nobody keeps an address
 * from its owner for good. Their owners are told a week before, and keep the account by signing in. Without
 * the mail the week does not begin, unless the carrier takes no mail for this address.
 */
export async function expireUnverified(deps: Needs): Promise<void> {
  const { UNVERIFIED_DAYS: life } = deps.config
  if (life === 0) return
  const noticeDays = Math.min(WARNING_DAYS, life / 2)
  await warn(deps, { life, noticeDays })
  await eraseOverdue(deps, { life, noticeDays })
}

type Days = { life: number; noticeDays: number }

async function warn(deps: Needs, { life, noticeDays }: Days): Promise<void> {
  const { mailer, now, record, store } = deps
  const at = now()
  const days = Math.max(1, Math.round(noticeDays))
  const tell = async ({
    id,
    email,
    language,
    warnedAt,
  }: Pick<User, 'id' | 'email' | 'language' | 'warnedAt'>) => {
    // The key stays the same until the account is marked: one mail arrives, however often this is tried.
    const key = `unverified-goes/${id}/${warnedAt ?? 'first'}`
    try {
      await mailer.unverifiedGoes({ to: email, language: language ?? 'en', key, days })
      return [id]
    } catch (error) {
      record({ event: 'job_failed', outcome: 'failure', reason: `expireUnverified: ${reasonOf(error)}` })
      // Whoever has an address that no mail can be sent to cannot be told, and must not keep others waiting.
      return error instanceof Failure && error.details.mail === 'this address' ? [id] : []
    }
  }

  const seenBefore = at - (life - noticeDays) * DAY_MS
  const unwarned = await store.queries.unverifiedToWarn({ seenBefore, max: MAX_A_RUN })
  for (let from = 0; from < unwarned.length; from += MAILS_AT_ONCE) {
    const told = await Promise.all(unwarned.slice(from, from + MAILS_AT_ONCE).map(tell))
    await store.deeds.markWarned({ userIds: told.flat(), now: at })
  }
}

async function eraseOverdue(deps: Needs, { life, noticeDays }: Days): Promise<void> {
  const { now, record, store } = deps
  const at = now()
  const overdue = { seenBefore: at - life * DAY_MS, warnedBefore: at - noticeDays * DAY_MS }
  let count = 0
  for (const userId of await store.queries.unverifiedToErase({ ...overdue, max: MAX_A_RUN })) {
    const ended = await store.deeds.eraseUnverified({ ...overdue, userId, by: randomToken(), now: at })
    if (!ended) continue
    announceEnd(deps, ended)
    count += 1
  }
  if (count > 0) record({ event: 'unverified_account_removed', outcome: 'success', count })
}
