import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { announceEnd } from '../sessions/announce-end.ts'

/** One run of the cron trigger does so many; what is left goes with the next one. */
const MAX_A_RUN = 100

/** Erases the accounts whose owners have asked for it, once their time to come back is over. */
export async function eraseDeleted(
  deps: Pick<Deps, 'config' | 'defer' | 'now' | 'record' | 'store'>,
): Promise<void> {
  const { record, store } = deps
  const now = deps.now()
  let count = 0
  for (const userId of await store.queries.accountsToErase({ now, max: MAX_A_RUN })) {
    const ended = await store.deeds.eraseDeleted({ userId, by: randomToken(), now })
    if (!ended) continue
    announceEnd(deps, ended)
    count += 1
  }
  if (count > 0) record({ event: 'account_erased', outcome: 'success', count })
}
