import { randomToken } from '../../crypto/random.ts'
import { requestOrigin, languageOf } from '../request-origin.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { mailBudgets } from '../limits/mail-budgets.ts'
import { addressSubject } from '../limits/subject.ts'
import { tooMany } from '../limits/too-many.ts'
import { announceEnd } from '../sign-in/open-session.ts'
import { linkId, newLink } from '../ledger/link-token.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { hashNew } from '../sign-in/verify-password.ts'

const purpose = 'reset_link' as const

/**
 * Mails a link to set a new password, if there is an account. Without one the same steps are taken for a
 * decoy, and only the mail is missing; it is sent after the answer.
 *
 * @throws Failure too_many_requests
 */
export async function mailResetLink(deps: Deps, { email }: { email: string }): Promise<void> {
  const { config, keyring, mailer, record, store } = deps
  const [account, decoy] = await Promise.all([store.users.byEmail(email), addressSubject(keyring, email)])
  const user = account?.disabledAt === null ? account : undefined
  const subject = user?.id ?? decoy
  const now = deps.now()
  const { link, challenge } = await newLink({
    page: config.RESET_URL ?? `${config.APP_URL}/reset-password`,
    purpose,
    subject,
    now,
    seconds: config.RESET_LINK_TTL,
    more: { email },
  })
  const mails = await mailBudgets(deps, { purpose, addresses: [email] })
  const issued = await store.challenges.issue({ challenge, mails, verified: undefined, now })
  if (!issued.issued) {
    record({ event: 'code_refused', outcome: 'refused', reason: `${purpose}: budget`, subject })
    throw tooMany(issued.retryAt, now, 'mail_budget')
  }
  record({ event: 'code_issued', outcome: 'success', reason: purpose, subject })
  if (!user) return
  const mail = {
    to: email,
    language: languageOf(user, deps),
    key: challenge.id,
    deadline: challenge.expiresAt,
  }
  const minutes = Math.round(config.RESET_LINK_TTL / 60)
  deps.defer(mailer.passwordResetLink({ ...mail, link, minutes, ...requestOrigin(deps) }))
}

/**
 * Sets a new password for whoever brings the link's token and the address it was mailed to. Every session
 * ends and so does everything else that was open; nobody is signed in.
 *
 * @throws Failure invalid_input, invalid_link
 */
export async function resetByLink(
  deps: Deps,
  { token, email, password }: { token: string; email: string; password: string },
): Promise<void> {
  const { mailer, record, store } = deps
  await checkNewPassword(deps, password, { email, member: 'password' })
  const id = await linkId(token)
  const account = await store.challenges.accountOf({ id, purpose, email, now: deps.now() })
  if (!account) throw new Failure('invalid_link')

  const hash = await hashNew(deps, password)
  const claim = { id, claim: randomToken(), now: deps.now() }
  const reset = await store.owners.resetPassword({ ...claim, ...account, purpose, password: hash })
  if (!reset) throw new Failure('invalid_link')

  announceEnd(deps, reset.ended)
  const language = languageOf(reset.user, deps)
  deps.defer(mailer.passwordChanged({ to: email, language, key: `${id}/done`, ...requestOrigin(deps) }))
  record({ event: 'password_reset', outcome: 'success', userId: reset.user.id })
}
