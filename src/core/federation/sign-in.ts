import type { Claim } from '../../store/pieces/challenge.ts'
import type { Connection } from '../../store/tables/connections.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { deletingLine } from '../sign-in/refuse-deleting.ts'
import { Failure } from '../failure.ts'
import { roleOf } from '../identity/roles.ts'
import { attempt } from '../sign-in/attempt.ts'
import { nameOfDevice, presentedDevices } from '../sign-in/known-devices.ts'
import type { SignedIn } from '../sign-in/open-session.ts'
import type { Identity, Provider } from './provider.ts'

/** Whom a provider means, and the state that this was asked with: it is used up by what is done with it. */
export type Returned = { provider: Provider; identity: Identity; claim: Claim; until: number }

/**
 * Signs in whoever is connected with an account here.
 *
 * @returns undefined when the state was used, or the account has changed meanwhile
 * @throws Failure second_step_required, account_deleting, unavailable
 */
export async function signInTo(
  deps: Deps,
  { provider, identity, claim, until }: Returned,
  { connection, user }: { connection: Connection; user: User },
): Promise<SignedIn | undefined> {
  const { federation } = deps.store
  // Whoever administers proves it here, whatever the provider has asked for.
  const skipsSecondStep = provider.skipsSecondStep && roleOf(user, deps.config) !== 'admin'
  const returned = {
    state: { id: claim.id, claim: claim.claim, expiresAt: until },
    userId: user.id,
    used: {
      id: connection.id,
      provider: provider.id,
      email: identity.email ?? null,
      emailVerified: identity.isEmailVerified,
    },
    now: claim.now,
  }
  const outcome = await attempt(
    deps,
    { account: user, proof: { kind: 'provider', userId: user.id, at: claim.now, skipsSecondStep } },
    {
      recordedAs: { event: 'signed_in', reason: 'provider' },
      device: nameOfDevice(await presentedDevices(deps), user),
      now: claim.now,
      deed: (opening) => federation.signInWithProvider({ ...returned, ...opening, skipsSecondStep }),
      wait: (challenge) => federation.askSecondStepAfterProvider({ ...returned, challenge }),
    },
  )
  if (!outcome) return undefined
  if ('deleting' in outcome && !(await federation.useUpReturn({ ...returned, line: deletingLine(deps) })))
    return undefined
  if ('deleting' in outcome) throw outcome.deleting
  if ('next' in outcome) throw new Failure('second_step_required', { secondStep: outcome.next })
  return outcome.session
}
