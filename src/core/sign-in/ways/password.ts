import { randomToken } from '../../../crypto/random.ts'
import type { ProvenPassword } from '../../../store/pieces/proven-password.ts'
import type { User } from '../../../store/tables/users.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../failure.ts'
import { failedSignIns } from '../../limits/failed-sign-ins.ts'
import { humanityOf } from '../../limits/human.ts'
import { addressSubjects } from '../../limits/subject.ts'
import { presentedDevices } from '../known-devices.ts'
import type { Proof } from '../proof.ts'
import { verifyInTurn } from '../verify-password.ts'

/** The proof, and what the transaction that uses it needs: it forgives the failures and replaces an old hash. */
export type PasswordProof = Proof & { kind: 'password'; user: User; proven: ProvenPassword }

/**
 * Proves an account by address and password: reserves the try and finds the account in one round trip, then
 * hashes. Unknown account, wrong password and disabled account are one answer, and one round trip more. A
 * right password is not counted, whatever comes of it: see `afterRightPassword`.
 *
 * @throws Failure wrong_credentials, too_many_requests, human_check_required, unavailable
 */
export async function provePassword(
  deps: Deps,
  { email, password }: { email: string; password: string },
): Promise<PasswordProof> {
  const { keyring, store } = deps
  const [names, devices] = await Promise.all([addressSubjects(keyring, email), presentedDevices(deps)])
  const about = { email, names, devices, networks: failedSignIns(deps), human: await humanityOf(deps) }
  const verified = await verifyInTurn(deps, password, {
    reserve: () => store.deeds.reserveTryByEmail({ ...about, name: randomToken(), now: deps.now() }),
    refusedAs: { event: 'sign_in_refused' },
  })
  if (!verified.user) throw new Failure('wrong_credentials')
  const { user, rehashed, tried } = verified
  const proven = { securityVersion: user.securityVersion, matched: user.password, rehashed, tried }
  return { kind: 'password', userId: user.id, at: deps.now(), user, proven }
}
