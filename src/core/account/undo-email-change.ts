import { randomToken } from '../../crypto/random.ts'
import type { NewChallenge } from '../../store/tables/challenges.ts'
import { payloadOf } from '../ledger/redeem.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { announceEnd } from '../sign-in/open-session.ts'
import { linkId, newLink } from '../ledger/link-token.ts'

/** How long the old address can take the account back. */
export const UNDO_DAYS = 7
const UNDO_SECONDS = UNDO_DAYS * 86_400

const purpose = 'undo_email_change' as const

/** The link for the old address. Its payload goes to KV first: an entry in the ledger without it would be a dead link. */
export async function prepareUndo(
  { config, store }: Pick<Deps, 'config' | 'store'>,
  { userId, email, now }: { userId: string; email: string; now: number },
): Promise<{ link: string; challenge: NewChallenge }> {
  const page = `${config.APP_URL}/undo-email-change`
  const undo = await newLink({ page, purpose, subject: userId, now, seconds: UNDO_SECONDS })
  await store.pendingCodes.put(
    undo.challenge.id,
    { purpose, subject: userId, email, macs: [] },
    { seconds: UNDO_SECONDS },
  )
  return undo
}

/**
 * Gives the account back to the address it has left: for whoever still reads that mailbox after somebody
 * else has moved the account. Every session ends.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign tokens alike; unavailable
 */
export async function undoEmailChange(deps: Deps, { token }: { token: string }): Promise<void> {
  const { record, store } = deps
  const id = await linkId(token)
  const pending = await payloadOf(deps, { id, purpose })
  if (pending?.purpose !== purpose) throw new Failure('invalid_link')
  const { subject: userId, email } = pending
  const claim = { id, claim: randomToken(), now: deps.now() }
  const ended = await store.addresses.undoEmailChange({ ...claim, userId, email })
  if (!ended) throw new Failure('invalid_link')
  announceEnd(deps, ended)
  record({ event: 'email_change_undone', outcome: 'success', userId })
}
