import { requestOrigin, languageOf } from '../request-origin.ts'
import { codeMail } from '../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import type { Deps } from '../deps.ts'
import { addressSubject } from '../limits/subject.ts'
import { announceEnd } from '../sign-in/open-session.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { hashNew } from '../sign-in/verify-password.ts'

/**
 * Step one, for whoever has forgotten their password: mails a code if there is an account. Without one
 * the same steps are taken for a decoy, and only the mail is missing; it is sent after the answer.
 *
 * @throws Failure too_many_requests
 */
export async function startPasswordReset(
  deps: Deps,
  { email, testPassword }: { email: string; testPassword: unknown },
): Promise<IssuedCode> {
  const { keyring, mailer, store } = deps
  const [account, decoy] = await Promise.all([store.users.byEmail(email), addressSubject(keyring, email)])
  const user = account?.disabledAt === null ? account : undefined
  const subject = user?.id ?? decoy
  const issued = await issueCode(deps, { purpose: 'reset_password', subject, email, digits: 8, testPassword })
  if (user && issued.toBeMailed) {
    const envelope = { to: email, language: languageOf(user, deps), deadline: issued.expiresAt }
    deps.defer(mailer.passwordResetCode(codeMail(deps, issued, envelope)))
  }
  return issued
}

/**
 * Step two: the code sets a new password. The rules come before the try, so that nobody loses one over a
 * password that is too short. The account is verified, everything that was open ends, nobody is signed in.
 *
 * @throws Failure invalid_code, invalid_input, unavailable
 */
export async function finishPasswordReset(
  deps: Deps,
  { step, code, newPassword }: { step: string; code: string; newPassword: string },
): Promise<void> {
  const { mailer, record, store } = deps
  const opened = await openCode(deps, { purpose: 'reset_password', step })
  const { subject: userId, email } = opened.pending
  await checkNewPassword(deps, newPassword, { email, member: 'newPassword' })
  const claim = await tryCodes(deps, opened, [code])

  const password = await hashNew(deps, newPassword)
  const reset = await store.owners.resetPassword({
    ...claim,
    purpose: 'reset_password',
    userId,
    password,
  })
  if (!reset) throw codeRefused(deps, 'reset_password', 'claimed_by_another')

  announceEnd(deps, reset.ended)
  const language = languageOf(reset.user, deps)
  deps.defer(mailer.passwordChanged({ to: email, language, key: `${claim.id}/done`, ...requestOrigin(deps) }))
  record({ event: 'password_reset', outcome: 'success', userId })
}
