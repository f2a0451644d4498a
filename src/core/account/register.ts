import type { Profile, User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { newUser } from '../identity/new-user.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { roleOf } from '../identity/roles.ts'
import { requireHuman } from '../limits/human.ts'
import { requestOrigin } from '../request-origin.ts'
import { openSession, type SignedIn } from '../sign-in/open-session.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { admitRegistration } from './admit-registration.ts'
import { newVerificationLink } from './verify-email.ts'

type Registration = {
  email: string
  password: string
  profile: Partial<Profile>
  /** Who asks for it, if anybody, and whether an administrator means to make another one. */
  caller: TokenClaims | undefined
  passesRoleOn: boolean
}

/**
 * Opens an account and signs it in; the address is unverified until the link mailed to it is used. The
 * unique index decides who is first. The hash comes before that decision, so that a taken address takes
 * as long as a free one.
 *
 * @throws Failure invalid_input, human_check_required, too_many_requests, token_refused, email_taken
 */
export async function register(
  deps: Deps,
  { email, password, profile, caller, passesRoleOn }: Registration,
): Promise<{ user: User; tokens: SignedIn }> {
  const { client, config, mailer, store } = deps
  await checkNewPassword(deps, password, { email, member: 'password' })
  await requireHuman(deps)
  const admitted = await admitRegistration(deps, { email, caller })
  const role = passesRoleOn && admitted.caller ? roleOf(admitted.caller, config) : 'user'
  const hash = await hashNew(deps, password)

  const now = deps.now()
  const user = newUser({ email, password: hash, profile, role, language: client.language, now })
  const { challenge, link, hours } = await newVerificationLink(deps, { userId: user.id, now })
  const tokens = await openSession(deps, {
    userId: user.id,
    now,
    recordedAs: { event: 'registered' },
    deed: async (opening) =>
      (await store.deeds.register({ ...opening, user, challenge })) ? { user, ended: [] } : undefined,
  })
  if (!tokens) throw new Failure('email_taken')

  const mail = { to: email, language: client.language, key: challenge.id, link, hours }
  deps.defer(mailer.verifyEmail({ ...mail, ...requestOrigin(deps) }))
  return { user, tokens }
}
