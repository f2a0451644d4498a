import type { Deps } from '../deps.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import type { CodeMaker } from '../ledger/code-maker.ts'
import { codeMail } from '../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import { languageOf } from '../request-origin.ts'
import type { DeviceTokens } from '../sign-in/known-devices.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { resetLink, resetRequest } from './reset-request.ts'
import { setNewPassword } from './set-new-password.ts'

const purpose = 'reset_password'

/**
 * Step one, for whoever has forgotten their password: mails a code and a link if there is an account. The
 * mail is sent after the answer.
 *
 * @throws Failure human_check_required, too_many_requests, unavailable
 */
export async function startPasswordReset(
  deps: Deps,
  {
    email,
    codes,
    earlierStep,
    sid,
  }: { email: string; codes: CodeMaker; earlierStep: string | undefined; sid: string | undefined },
): Promise<IssuedCode> {
  const { config, defer, mailer, now } = deps
  const { user, request } = await resetRequest(deps, { email })
  const issued = await issueCode(deps, { ...request, email, codes, earlierStep, sid })
  if (user && issued.toBeMailed) {
    const envelope = { to: email, language: languageOf(user, deps), deadline: issued.expiresAt }
    const link = resetLink(config, { token: issued.token, email })
    const linkMinutes = Math.round((issued.linkExpiresAt - now()) / 60_000)
    defer(mailer.passwordResetCode({ ...codeMail(deps, issued, envelope), link, linkMinutes }))
  }
  return issued
}

/**
 * Step two: the code sets a new password. The rules come before the try, so that nobody loses a try over a
 * password that is too short.
 *
 * @throws Failure invalid_code, invalid_input, too_many_requests, human_check_required, unavailable
 */
export async function finishPasswordReset(
  deps: Deps,
  {
    step,
    code,
    newPassword,
    caller,
    member = 'newPassword',
  }: {
    step: string
    code: string
    newPassword: string
    caller: TokenClaims | undefined
    /** What the caller calls the new password. */
    member?: string
  },
): Promise<{ devices: DeviceTokens }> {
  const opened = await openCode(deps, { purpose, step })
  const { subject: userId, email } = opened.pending
  await checkNewPassword(deps, newPassword, { email, member })
  const claim = await tryCodes(deps, opened, { codes: [code], sid: caller?.sid })
  const devices = await setNewPassword(deps, { claim, userId, email, newPassword, caller })
  if (!devices) throw codeRefused(deps, purpose, 'claimed_by_another')
  return { devices }
}
