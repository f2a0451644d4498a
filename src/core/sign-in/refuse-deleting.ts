import type { Line } from '../../store/pieces/write-event.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { RETRY_AFTER } from '../outage.ts'
import { sealKeeper } from '../tokens/keep-token.ts'
import type { Opened } from './new-session.ts'

/** Seconds in which the account can be brought back with what was proven. */
const LIFE = 600

const event = { event: 'sign_in_refused', outcome: 'refused', reason: 'account_deleting' } as const

/** Its line in the history, for the transaction that uses up what was proven. */
export const deletingLine = ({ lineOf }: Pick<Deps, 'lineOf'>): Line => lineOf(event)

/**
 * The refusal of a sign-in to an account that is being deleted, after everything that it asks for was proven. It
 * holds a token that brings the account back. Whoever refuses it writes `deletingLine`.
 */
export async function accountDeleting(
  { keyring, log, now }: Pick<Deps, 'keyring' | 'log' | 'now'>,
  { id, securityVersion }: Pick<User, 'id' | 'securityVersion'>,
  {
    deletesAt,
    proven,
    provenAt,
    passkeyId,
    device,
  }: Opened & { deletesAt: number; provenAt: number; device: string | undefined },
): Promise<Failure> {
  // A row may hold what is no moment.
  if (Number.isNaN(new Date(deletesAt).getTime()))
    throw new Failure('unavailable', { reason: 'row_unreadable', retryAfter: RETRY_AFTER })
  const keeper = {
    userId: id,
    proven: [...proven],
    provenAt,
    securityVersion,
    ...(passkeyId !== undefined && { passkeyId }),
    ...(device !== undefined && { device }),
  }
  const token = await sealKeeper(keyring, keeper, { now: now(), seconds: LIFE })
  log({ ...event, userId: id })
  return new Failure('account_deleting', { keep: { token, deletesAt } })
}
