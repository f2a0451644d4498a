import type { ProvenPassword } from '../../../store/deeds/sign-in-with-password.ts'
import type { User } from '../../../store/tables/users.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../failure.ts'
import { hasShownToBeHuman } from '../../limits/human.ts'
import { addressSubjects } from '../../limits/subject.ts'
import type { Proof } from '../proof.ts'
import { verifyReserved } from '../verify-password.ts'

/** The proof, and what the transaction that uses it needs: it forgives the failures and replaces an old hash. */
export type PasswordProof = Proof & { kind: 'password'; user: User; proven: ProvenPassword }

/**
 * Proves an account by address and password: reserves the try and finds the account in one round trip,
 * then hashes. Unknown account, wrong password and disabled account are one answer. The try stays counted
 * until the transaction that uses the proof forgives it.
 *
 * @throws Failure wrong_credentials, too_many_requests, human_check_required, unavailable
 */
export async function provePassword(
  deps: Deps,
  { email, password }: { email: string; password: string },
): Promise<PasswordProof> {
  const { keyring, record, store } = deps
  const names = await addressSubjects(keyring, email)
  const human = await hasShownToBeHuman(deps)
  const reservation = await store.deeds.reserveTryByEmail({ email, names, human, now: deps.now() })
  const { user, rehashed } = await verifyReserved(deps, password, reservation)
  if (!user) {
    const { account } = reservation
    const who = account ? { subject: account.id, userId: account.id } : { subject: names[0] }
    record({ event: 'sign_in_refused', outcome: 'refused', reason: 'password', ...who })
    throw new Failure('wrong_credentials')
  }
  const proven = { securityVersion: user.securityVersion, matched: user.password, rehashed }
  return { kind: 'password', userId: user.id, at: deps.now(), user, proven }
}
