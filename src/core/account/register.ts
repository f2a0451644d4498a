import type { Administrator } from '../../store/pieces/administrators-to-tell.ts'
import type { Profile, User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { actsAsAdministrator } from '../identity/missing.ts'
import { newUser } from '../identity/new-user.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import type { Role } from '../identity/roles.ts'
import { requireHuman } from '../limits/human.ts'
import { requestOrigin } from '../request-origin.ts'
import { OF_NEW_ACCOUNT, openSession, type SignedIn } from '../sign-in/open-session.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { admitRegistration } from './admit-registration.ts'
import { isFresh } from './fresh.ts'
import { requireOpenSignUp } from './sign-up.ts'
import { tellAdministrators, tellingOf } from './tell-administrators.ts'
import { newVerification } from './verification-mail.ts'

type Registration = {
  email: string
  password: string
  profile: Partial<Profile>
  /** Who asks for it, if anybody, and whether an administrator who has just signed in means to make another one. */
  caller: TokenClaims | undefined
  passesRoleOn: boolean
}

/**
 * Opens an account and signs it in; the address is unverified until the link mailed to it is used, and a role that is granted here counts from then on. The
 * unique index decides who is first. The hash comes before that decision, so that a taken address takes
 * as long as a free one.
 *
 * @throws Failure sign_up_closed, invalid_input, human_check_required, too_many_requests, token_refused, email_taken
 */
export async function register(
  deps: Deps,
  { email, password, profile, caller, passesRoleOn }: Registration,
): Promise<{ user: User; tokens: SignedIn }> {
  const { client, config, mailer, store } = deps
  // Before anything is looked up or counted: the answer is the same for every address.
  if (caller?.role !== 'admin') requireOpenSignUp(deps)
  await checkNewPassword(deps, password, { email, member: 'password' })
  await requireHuman(deps)
  const admitted = await admitRegistration(deps, { email, caller, isMailed: true })
  const isAdministrator =
    caller !== undefined &&
    admitted.caller !== undefined &&
    !caller.limited &&
    isFresh(deps, caller, { ...admitted.caller, hasPasskey: admitted.hasPasskey }) &&
    actsAsAdministrator(admitted.caller, config, caller)
  if (!isAdministrator) requireOpenSignUp(deps)
  const role: Role = isAdministrator && passesRoleOn ? 'admin' : 'user'
  const hash = await hashNew(deps, password)

  const now = deps.now()
  const user = newUser({
    email,
    password: hash,
    profile,
    role,
    openedBy: isAdministrator ? 'administrator' : 'person',
    language: client.language,
    now,
  })
  const actor = role === 'admin' ? caller?.userId : undefined
  const granted = { event: 'role_granted', outcome: 'success', reason: role } as const
  let administrators: readonly Administrator[] = []
  const tokens = await openSession(deps, {
    userId: user.id,
    proven: ['password'],
    now,
    recordedAs: { event: 'registered' },
    deed: async (opening) => {
      const { challenge, content } = await newVerification(deps, {
        userId: user.id,
        sid: opening.session.id,
        now,
      })
      const done = await store.deeds.register({
        ...opening,
        user,
        challenge,
        granted:
          actor === undefined
            ? undefined
            : { line: deps.lineOf({ ...granted, actor }), ...tellingOf(deps, actor) },
      })
      if (!done) return undefined
      administrators = done.administrators
      const mail = { to: email, language: client.language, key: challenge.id }
      deps.defer(mailer.verifyEmail({ ...mail, ...content, ...requestOrigin(deps) }))
      return { user, ended: [], ...OF_NEW_ACCOUNT }
    },
  })
  if (!tokens) throw new Failure('email_taken')

  if (actor !== undefined) {
    deps.log({ ...granted, userId: user.id, actor })
    deps.defer(tellAdministrators(deps, administrators, { actor, act: 'role_granted', about: email }))
  }
  return { user, tokens }
}
