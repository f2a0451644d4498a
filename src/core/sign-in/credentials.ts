import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { hasShownToBeHuman } from '../limits/human.ts'
import { addressSubject } from '../limits/subject.ts'
import { verifyReserved } from './verify-password.ts'

/**
 * Checks address and password, wherever that is asked for: reserves the try and finds the account in one
 * round trip, then hashes. Unknown account, wrong password and disabled account are one answer. The try
 * stays counted until something that follows forgives it.
 *
 * @throws Failure wrong_credentials, too_many_requests
 */
export async function checkCredentials(
  deps: Deps,
  { email, password }: { email: string; password: string },
): Promise<{ user: User; rehashed: string | undefined }> {
  const { keyring, record, store } = deps
  const unknown = await addressSubject(keyring, email)
  const human = await hasShownToBeHuman(deps)
  const reservation = await store.passwords.reserveByEmail({ email, unknown, human, now: deps.now() })
  const verified = await verifyReserved(deps, password, reservation)
  if (!verified.user) {
    const subject = reservation.account?.id ?? unknown
    const userId = reservation.account && { userId: reservation.account.id }
    record({ event: 'sign_in_refused', outcome: 'refused', reason: 'password', subject, ...userId })
    throw new Failure('wrong_credentials')
  }
  return verified
}
