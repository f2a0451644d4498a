import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { newLink } from '../ledger/link.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { newClaim, payloadOf } from '../ledger/redeem.ts'
import { announceEnd } from '../sessions/announce-end.ts'

const DAY = 86_400

const purpose = 'undo_email_change'

/** The link for the old address. Its payload goes to KV first: an entry in the ledger without it would be a dead link. */
export async function prepareUndo(
  deps: Pick<Deps, 'config' | 'store'>,
  { userId, email, now }: { userId: string; email: string; now: number },
): Promise<{ link: string; challenge: NewChallenge; days: number }> {
  const page = `${deps.config.APP_URL}/undo-email-change`
  const { link, challenge, seconds } = await newLink(deps, { page, purpose, subject: userId, now })
  await deps.store.keyValue.putPendingCode(
    challenge.id,
    { purpose, subject: userId, email, macs: [] },
    { seconds },
  )
  return { link, challenge, days: seconds / DAY }
}

/**
 * Gives the account back to the address it has left: for whoever still reads that mailbox after somebody
 * else has moved the account. Every session ends.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign tokens alike; unavailable
 */
export async function undoEmailChange(deps: Deps, { token }: { token: string }): Promise<void> {
  const { record, store } = deps
  const id = await challengeId(token)
  const pending = await payloadOf(deps, { id, purpose })
  if (pending?.purpose !== purpose) throw new Failure('invalid_link')
  const { subject: userId, email } = pending
  const claim = newClaim({ id, purpose, now: deps.now() })
  const ended = await store.deeds.undoEmailChange({ claim, userId, email, surviving: SURVIVES_EVERYTHING })
  if (!ended) throw new Failure('invalid_link')
  announceEnd(deps, ended)
  record({ event: 'email_change_undone', outcome: 'success', userId })
}
