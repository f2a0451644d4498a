import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { mailBudgets } from '../limits/mail-budgets.ts'
import { tooMany } from '../limits/too-many.ts'
import { PURPOSES } from './purposes.ts'

type Store = Deps['store']
type Proven = Parameters<Store['deeds']['issueChallenge']>[0]['proven']

/**
 * Enters a challenge into the ledger, if budgets allow it; the older one of its subject ends. `mailedTo`
 * are the addresses that get a mail. The steps are the same whether the subject is an account or a decoy.
 *
 * @throws Failure too_many_requests
 */
export async function enterChallenge(
  deps: Pick<Deps, 'client' | 'config' | 'keyring' | 'record' | 'store'>,
  {
    challenge,
    mailedTo,
    proven,
    now,
  }: { challenge: NewChallenge; mailedTo: string[]; proven?: Proven; now: number },
): Promise<void> {
  const { record, store } = deps
  const { purpose, subject } = challenge
  const failures = PURPOSES[purpose].redeemedBy === 'code' ? codeFailureList(challenge) : []
  const mails = mailedTo.length === 0 ? [] : await mailBudgets(deps, { purpose, addresses: mailedTo })
  const issued = await store.deeds.issueChallenge({ challenge, failures, mails, proven, now })
  if (!issued.issued) {
    record({ event: 'code_refused', outcome: 'refused', reason: `${purpose}: budget`, subject })
    throw tooMany(issued.retryAt, now, 'mail_budget')
  }
  record({ event: 'code_issued', outcome: 'success', reason: purpose, subject })
}
