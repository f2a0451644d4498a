import type { Deps } from '../deps.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import type { CodeMaker } from '../ledger/code-maker.ts'
import { codeMail } from '../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import { addressSubject } from '../limits/subject.ts'
import { languageOf } from '../request-origin.ts'
import { setNewPassword } from './set-new-password.ts'

const purpose = 'reset_password'

/**
 * Step one, for whoever has forgotten their password: mails a code if there is an account. Without one
 * the same steps are taken for a decoy, and only the mail is missing; it is sent after the answer.
 *
 * @throws Failure too_many_requests
 */
export async function startPasswordReset(
  deps: Deps,
  { email, codes }: { email: string; codes: CodeMaker },
): Promise<IssuedCode> {
  const { keyring, mailer, store } = deps
  const [account, decoy] = await Promise.all([
    store.queries.userByEmail(email),
    addressSubject(keyring, email),
  ])
  const user = account?.disabledAt === null ? account : undefined
  const issued = await issueCode(deps, { purpose, subject: user?.id ?? decoy, email, codes })
  if (user && issued.toBeMailed) {
    const envelope = { to: email, language: languageOf(user, deps), deadline: issued.expiresAt }
    deps.defer(mailer.passwordResetCode(codeMail(deps, issued, envelope)))
  }
  return issued
}

/**
 * Step two: the code sets a new password. The rules come before the try, so that nobody loses a try over a
 * password that is too short.
 *
 * @throws Failure invalid_code, invalid_input, unavailable
 */
export async function finishPasswordReset(
  deps: Deps,
  { step, code, newPassword }: { step: string; code: string; newPassword: string },
): Promise<void> {
  const opened = await openCode(deps, { purpose, step })
  const { subject: userId, email } = opened.pending
  await checkNewPassword(deps, newPassword, { email, member: 'newPassword' })
  const claim = await tryCodes(deps, opened, [code])
  const isSet = await setNewPassword(deps, { claim, userId, email, newPassword })
  if (!isSet) throw codeRefused(deps, purpose, 'claimed_by_another')
}
