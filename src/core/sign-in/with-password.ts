import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { attempt } from './attempt.ts'
import type { SignedIn } from './open-session.ts'
import { deletingLine } from './refuse-deleting.ts'
import { afterRightPassword } from './verify-password.ts'
import { provePassword } from './ways/password.ts'

/**
 * Signs in with address and password, which is enough unless the account asks for more: one round trip to check
 * them, one to open the session.
 *
 * @throws Failure wrong_credentials, too_many_requests, human_check_required, unavailable;
 *   second_step_required, with the token of the second step; account_deleting
 */
export async function signInWithPassword(
  deps: Deps,
  credentials: { email: string; password: string },
): Promise<SignedIn> {
  const { record, store } = deps
  const proof = await provePassword(deps, credentials)
  const { user, proven } = proof
  const { tried } = proven
  const outcome = await attempt(
    deps,
    { account: user, proof },
    {
      recordedAs: { event: 'signed_in' },
      device: tried.device,
      deed: (opening) =>
        afterRightPassword(deps, tried, () => store.deeds.signInWithPassword({ ...opening, proven })),
      wait: (challenge) =>
        afterRightPassword(deps, tried, () => store.deeds.askSecondStep({ challenge, proven })),
    },
  )
  if (!outcome) {
    record({ event: 'sign_in_refused', outcome: 'refused', reason: 'changed_meanwhile', userId: user.id })
    throw new Failure('wrong_credentials')
  }
  if ('deleting' in outcome) {
    deps.defer(store.deeds.cancelTry(tried, { subject: user.id, line: deletingLine(deps) }))
    throw outcome.deleting
  }
  if ('next' in outcome) throw new Failure('second_step_required', { secondStep: outcome.next })
  return outcome.session
}
