import { randomToken, uuidv7 } from '../../crypto/random.ts'
import { requestOrigin, languageOf } from '../request-origin.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { SURVIVES_A_PASSWORD } from '../ledger/purposes.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { readProfile } from '../identity/profile.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { hashNew } from '../sign-in/verify-password.ts'

/** Without the present password, only somebody who has just proven who they are may set a new one. */
const FRESH_MS = 10 * 60_000

/**
 * Sets a password without the present one: users their own, within ten minutes of signing in;
 * administrators anybody's. To everybody else another user's id is an id that does not exist. The user's
 * sessions end, the caller's own goes on.
 *
 * @throws Failure user_not_found, sign_in_again, invalid_input, token_refused
 */
export async function setPassword(
  deps: Deps,
  { caller, userId, password }: { caller: TokenClaims; userId: string; password: string },
): Promise<void> {
  const { mailer, record, store } = deps
  const { user, whole } = await readProfile(deps, { caller, userId })
  if (!whole) throw new Failure('user_not_found', { userId })
  const own = user.id === caller.userId
  if (own && deps.now() - caller.authTime * 1000 > FRESH_MS) throw new Failure('sign_in_again')
  await checkNewPassword(deps, password, { email: user.email, member: 'password' })

  const now = deps.now()
  const to = await hashNew(deps, password)
  const ended = await store.deeds.setPassword({
    userId: user.id,
    to,
    by: randomToken(),
    callerSid: caller.sid,
    surviving: SURVIVES_A_PASSWORD,
    now,
  })
  if (!ended) throw new Failure('token_refused', { reason: 'changed_meanwhile' })

  announceEnd(deps, ended)
  const notice = { to: user.email, language: languageOf(user, deps), key: `password-changed/${uuidv7(now)}` }
  deps.defer(mailer.passwordChanged({ ...notice, ...requestOrigin(deps) }))
  record({
    event: 'password_changed',
    outcome: 'success',
    reason: own ? 'own' : 'by_admin',
    userId: user.id,
    sid: caller.sid,
  })
}
