import { randomToken, uuidv7 } from '../../crypto/random.ts'
import { noticesOf } from '../notify.ts'
import { requestOrigin, languageOf } from '../request-origin.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { SURVIVES_A_PASSWORD } from '../ledger/purposes.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { readProfile } from '../identity/profile.ts'
import { isToBeAdministrator } from '../identity/roles.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import { isFresh, provesByAdding, requireFresh, signInAgain } from './fresh.ts'
import { tellAdministrators, tellingOf } from './tell-administrators.ts'

/**
 * Sets a password without the present one, within ten minutes of signing in: users their own,
 * administrators that of everybody who is no administrator. Any other id is one that does not exist. The
 * user's sessions end, the caller's own goes on. The user is told, and so are the administrators.
 *
 * @throws Failure user_not_found, sign_in_again, invalid_input, token_refused
 */
export async function setPassword(
  deps: Deps,
  { caller, userId, password }: { caller: TokenClaims; userId: string; password: string },
): Promise<void> {
  const { config } = deps
  const { user, whole, self, factors } = await readProfile(deps, { caller, userId })
  const own = user.id === caller.userId
  if (!whole || (!own && isToBeAdministrator(user, config))) throw new Failure('user_not_found', { userId })
  if (!isFresh(deps, caller, { ...self, hasPasskey: factors.passkeys > 0 })) throw signInAgain(self, factors)
  await replacePassword(deps, { caller, user, password, proves: false })
}

/**
 * Sets the caller's own password, the first one or another, after a proof that is fresh. Every other session ends.
 *
 * @returns the next tokens of the session, where setting the password was a proof
 * @throws Failure sign_in_again, invalid_input, token_refused; email_not_verified and second_step_required for who is limited
 */
export async function setOwnPassword(
  deps: Deps,
  { caller, password }: { caller: Caller; password: string },
): Promise<TokenPair | undefined> {
  const { user, factors, proven } = await requireFresh(deps, caller, { unlimited: true })
  const account = { ...user, password: 'set', hasPasskey: factors.passkeys > 0 }
  const proves = provesByAdding(deps, caller, { proven, account })
  const session = await replacePassword(deps, { caller, user, password, proves })
  return proves && session ? tokensOf(session, user, deps) : undefined
}

async function replacePassword(
  deps: Deps,
  { caller, user, password, proves }: { caller: Caller; user: User; password: string; proves: boolean },
): Promise<Session | undefined> {
  const { mailer, store } = deps
  const own = user.id === caller.userId
  const { sid } = heldBy(caller)
  await checkNewPassword(deps, password, { email: user.email, member: 'password' })

  const now = deps.now()
  const to = await hashNew(deps, password)
  const actor = own ? undefined : caller.userId
  const event = {
    event: 'password_changed',
    outcome: 'success',
    reason: own ? 'own' : 'by_admin',
    ...(actor !== undefined && { actor }),
  } as const
  const done = await store.deeds.setPassword({
    userId: user.id,
    to,
    by: randomToken(),
    callerSid: sid,
    proves,
    surviving: SURVIVES_A_PASSWORD,
    line: deps.lineOf(event),
    notices: await noticesOf(deps, user),
    telling: actor === undefined ? undefined : tellingOf(deps, actor),
    now,
  })
  if (!done) throw new Failure('token_refused', { reason: 'changed_meanwhile' })

  announceEnd(deps, done.ended)
  const notice = { to: user.email, language: languageOf(user, deps), key: `password-changed/${uuidv7(now)}` }
  if (done.isTold) deps.defer(mailer.passwordChanged({ ...notice, ...requestOrigin(deps) }))
  deps.log({ ...event, userId: user.id, sid })
  if (actor !== undefined)
    deps.defer(
      tellAdministrators(deps, done.administrators, { actor, act: 'password_set', about: user.email }),
    )
  return done.caller
}
