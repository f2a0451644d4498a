import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { enterChallenge } from '../ledger/enter.ts'
import { newLink } from '../ledger/link.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'
import { addressSubject } from '../limits/subject.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { setNewPassword } from './set-new-password.ts'

const purpose = 'reset_link'

/**
 * Mails a link to set a new password, if there is an account. Without one the same steps are taken for a
 * decoy, and only the mail is missing; it is sent after the answer.
 *
 * @throws Failure too_many_requests
 */
export async function mailResetLink(deps: Deps, { email }: { email: string }): Promise<void> {
  const { config, keyring, mailer, store } = deps
  const [account, decoy] = await Promise.all([
    store.queries.userByEmail(email),
    addressSubject(keyring, email),
  ])
  const user = account?.disabledAt === null ? account : undefined
  const now = deps.now()
  const { link, challenge, seconds } = await newLink(deps, {
    page: config.RESET_URL ?? `${config.APP_URL}/reset-password`,
    purpose,
    subject: user?.id ?? decoy,
    now,
    more: { email },
  })
  await enterChallenge(deps, { challenge, mailedTo: [email], now })
  if (!user) return
  const mail = {
    to: email,
    language: languageOf(user, deps),
    key: challenge.id,
    deadline: challenge.expiresAt,
    link,
    minutes: Math.round(seconds / 60),
  }
  deps.defer(mailer.passwordResetLink({ ...mail, ...requestOrigin(deps) }))
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
  await checkNewPassword(deps, password, { email, member: 'password' })
  const about = { id: await challengeId(token), purpose, now: deps.now() } as const
  const account = await deps.store.queries.accountOfChallenge({ ...about, email })
  if (!account) throw new Failure('invalid_link')
  const claim = newClaim(about)
  const isSet = await setNewPassword(deps, { ...account, claim, email, newPassword: password })
  if (!isSet) throw new Failure('invalid_link')
}
