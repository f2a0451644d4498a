import type { User } from '../../store/users.ts'
import { circumstances } from '../circumstances.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../passwords/rules.ts'
import { hashNew } from '../passwords/verify.ts'
import { newSession, type TokenPair, tokensOf } from '../sessions/session.ts'
import { newUser } from './new-user.ts'
import type { Profile } from './profile.ts'
import type { Role } from './roles.ts'
import { LINK_HOURS, newVerificationLink } from './verification-link.ts'

/**
 * Opens an account and signs it in; the address is unverified until the link mailed to it is used. The
 * unique index decides who is first. The hash comes before that decision, so that a taken address takes
 * as long as a free one.
 *
 * @throws Failure invalid_input, email_taken
 */
export async function register(
  deps: Deps,
  {
    email,
    password,
    profile,
    role,
  }: { email: string; password: string; profile: Partial<Profile>; role: Role },
): Promise<{ user: User; tokens: TokenPair }> {
  const { client, config, mailer, store } = deps
  checkNewPassword(password, { email, config, member: 'password' })
  const hash = await hashNew(deps, password)

  const now = deps.now()
  const user = newUser({ email, password: hash, profile, role, language: client.language, now })
  const session = newSession({ userId: user.id, now }, { client, config })
  const { challenge, link } = await newVerificationLink(deps, { userId: user.id, now })
  if (!(await store.users.create({ user, session, challenge }))) throw new Failure('email_taken')

  const mail = { to: email, language: client.language, key: challenge.id, link, hours: LINK_HOURS }
  deps.defer(mailer.verifyEmail({ ...mail, ...circumstances(deps) }))
  deps.record({ event: 'registered', outcome: 'success', userId: user.id, sid: session.id })
  return { user, tokens: await tokensOf(session, user, deps) }
}
