import type { Claim } from '../../store/pieces/challenge.ts'
import type { Deps } from '../deps.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { bucketOf } from '../limits/mail-budgets.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { hashNew } from '../sign-in/verify-password.ts'

/**
 * Sets a password for whoever has redeemed a code or a link of the mailbox. The account is verified,
 * everything that was open ends, nobody is signed in, and a notice is mailed.
 *
 * @returns false when the claim was another request's, or the account is disabled
 */
export async function setNewPassword(
  deps: Deps,
  { claim, userId, email, newPassword }: { claim: Claim; userId: string; email: string; newPassword: string },
): Promise<boolean> {
  const { mailer, record, store } = deps
  const reset = await store.deeds.resetPassword({
    claim,
    userId,
    password: await hashNew(deps, newPassword),
    failures: codeFailureList({ subject: userId, purpose: claim.purpose }),
    bucket: await bucketOf(deps, { purpose: claim.purpose, email }),
    surviving: SURVIVES_EVERYTHING,
  })
  if (!reset) return false
  announceEnd(deps, reset.ended)
  const notice = { to: email, language: languageOf(reset.user, deps), key: `${claim.id}/done` }
  deps.defer(mailer.passwordChanged({ ...notice, ...requestOrigin(deps) }))
  record({ event: 'password_reset', outcome: 'success', userId })
  return true
}
