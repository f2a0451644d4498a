import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { type DeviceTokens, rememberDevice } from '../sign-in/known-devices.ts'
import { newOwner } from './new-owner.ts'

const purpose = 'verify_email'

/**
 * "I did not open this account": whoever reads the mailbox gets a clean account under a new id, with a
 * password of their own. Nothing of the unverified one is left. The address is typed, because mail scanners
 * follow links and press buttons.
 *
 * @throws Failure invalid_link for wrong, used, expired and foreign tokens and for another address alike;
 *   invalid_input
 */
export async function takeOver(
  deps: Deps,
  { token, email, password }: { token: string; email: string; password: string },
): Promise<{ devices: DeviceTokens }> {
  const { store } = deps
  const event = { event: 'account_taken_over', outcome: 'success' } as const
  const about = { id: await challengeId(token), purpose, now: deps.now() } as const
  const found = await store.queries.accountOfChallenge(about)
  if (found?.user.email !== email) throw new Failure('invalid_link')
  await checkNewPassword(deps, password, { email, member: 'password' })
  const successor = await newOwner(deps, { email, password, now: about.now })
  const done = await store.deeds.yieldAccount({
    claim: newClaim(about),
    email,
    successor: { user: successor, line: deps.lineOf(event) },
  })
  if (!done) throw new Failure('invalid_link')
  announceEnd(deps, done.ended)
  deps.log({ ...event, userId: successor.id })
  return { devices: await rememberDevice(deps, { user: successor }) }
}

/**
 * The same, and no account is wanted: the unverified one is removed.
 *
 * @throws Failure invalid_link
 */
export async function removeUnverified(
  deps: Deps,
  { token, email }: { token: string; email: string },
): Promise<void> {
  const about = { id: await challengeId(token), purpose, now: deps.now() } as const
  const done = await deps.store.deeds.yieldAccount({ claim: newClaim(about), email, successor: undefined })
  if (!done) throw new Failure('invalid_link')
  announceEnd(deps, done.ended)
  deps.record({ event: 'unverified_account_removed', outcome: 'success' })
}
