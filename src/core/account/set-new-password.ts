import type { Claim } from '../../store/pieces/challenge.ts'
import type { Deps } from '../deps.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { bucketOf } from '../limits/mail-budgets.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { addressSubjects } from '../limits/subject.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type DeviceTokens, presentedDevices, rememberDevice } from '../sign-in/known-devices.ts'
import { newOwner } from './new-owner.ts'

/**
 * Sets a password for whoever has redeemed a code or a link of the mailbox. The account is verified,
 * everything that was open ends, nobody is signed in, and a notice is mailed. An unverified account yields to
 * a clean one under a new id, unless the caller is signed in to it or has a known device of it.
 *
 * @returns device tokens, since earlier ones are worth nothing any more; undefined when the claim was another request's, or the account is disabled
 */
export async function setNewPassword(
  deps: Deps,
  {
    claim,
    userId,
    email,
    newPassword,
    caller,
  }: {
    claim: Claim
    userId: string
    email: string
    newPassword: string
    caller: TokenClaims | undefined
  },
): Promise<DeviceTokens | undefined> {
  const { keyring, mailer, store } = deps
  const event = { event: 'password_reset', outcome: 'success' } as const
  const reset = await store.deeds.resetPassword({
    claim,
    userId,
    successor: await newOwner(deps, { email, password: newPassword, now: claim.now }),
    accountProof: { sid: caller?.sid, devices: await presentedDevices(deps) },
    addressSubjects: await addressSubjects(keyring, email),
    failures: codeFailureList({ subject: userId, purpose: claim.purpose }),
    bucket: await bucketOf(deps, { purpose: claim.purpose, email }),
    surviving: SURVIVES_EVERYTHING,
    line: deps.lineOf(event),
  })
  if (!reset) return undefined
  announceEnd(deps, reset.ended)
  const notice = { to: email, language: languageOf(reset.user, deps), key: `${claim.id}/done` }
  deps.defer(mailer.passwordChanged({ ...notice, ...requestOrigin(deps) }))
  deps.log({ ...event, userId: reset.user.id })
  return rememberDevice(deps, { user: reset.user })
}
