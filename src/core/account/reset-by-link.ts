import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { enterChallenge } from '../ledger/enter.ts'
import { linkedChallengeId, newLinkedChallenge } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import type { DeviceTokens } from '../sign-in/known-devices.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { resetLink, resetRequest } from './reset-request.ts'
import { setNewPassword } from './set-new-password.ts'

const purpose = 'reset_password'

/**
 * A link that sets a new password, for a mail that no limit refuses. No anonymous request ends it: `askedBy` names
 * what has begun it.
 */
export async function newResetLink(
  { config }: Pick<Deps, 'config'>,
  { email, ...about }: { email: string; subject: string; askedBy: string; now: number },
): Promise<{ link: string; challenge: NewChallenge; minutes: number }> {
  const { token, challenge, seconds } = await newLinkedChallenge({ config }, { purpose, ...about })
  return { link: resetLink(config, { token, email }), challenge, minutes: Math.round(seconds / 60) }
}

/**
 * Mails a link to set a new password, if there is an account. The mail is sent after the answer.
 *
 * @throws Failure human_check_required, too_many_requests, unavailable
 */
export async function mailResetLink(
  deps: Deps,
  { email, sid }: { email: string; sid: string | undefined },
): Promise<void> {
  const { config, mailer } = deps
  const { user, request } = await resetRequest(deps, { email })
  const now = deps.now()
  const { subject, isHuman, asRead } = request
  const { token, challenge } = await newLinkedChallenge(deps, { purpose, subject, now })
  const { expiresAt } = await enterChallenge(deps, {
    challenge,
    mailedTo: [email],
    sid,
    isHuman,
    asRead,
    now,
  })
  if (!user) return
  const mail = {
    to: email,
    language: languageOf(user, deps),
    key: challenge.id,
    deadline: expiresAt,
    link: resetLink(config, { token, email }),
    minutes: Math.round((expiresAt - now) / 60_000),
  }
  deps.defer(mailer.passwordResetLink({ ...mail, ...requestOrigin(deps) }))
}

/**
 * Sets a new password for whoever brings the link's token and, where the dialect asks for it, the address that
 * it was mailed to. The password is typed, so a mail scanner that opens links sets none. Every session ends and
 * so does everything else that was open; nobody is signed in.
 *
 * @throws Failure invalid_input, invalid_link
 */
export async function resetByLink(
  deps: Deps,
  {
    token,
    email,
    password,
    caller,
  }: { token: string; email?: string; password: string; caller: TokenClaims | undefined },
): Promise<{ devices: DeviceTokens }> {
  const check = (ownEmail: string) =>
    checkNewPassword(deps, password, { email: ownEmail, member: 'password' })
  if (email !== undefined) await check(email)
  const about = { id: await linkedChallengeId(token), purpose, now: deps.now() } as const
  const found = await deps.store.queries.accountOfChallenge(about)
  if (!found || found.user.disabledAt !== null) throw new Failure('invalid_link')
  const { id: userId, email: mailedTo } = found.user
  if (email !== undefined && email !== mailedTo) throw new Failure('invalid_link')
  if (email === undefined) await check(mailedTo)
  const claim = newClaim(about)
  const devices = await setNewPassword(deps, {
    userId,
    claim,
    email: mailedTo,
    newPassword: password,
    caller,
  })
  if (!devices) throw new Failure('invalid_link')
  return { devices }
}
