import { uuidv7 } from '../../crypto/random.ts'
import { requestOrigin, languageOf } from '../request-origin.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { hasShownToBeHuman } from '../limits/human.ts'
import { announceEnd, newSession, type TokenPair, tokensOf } from '../sign-in/open-session.ts'
import type { Claims } from '../tokens/access-token.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { hashNew, verifyReserved } from '../sign-in/verify-password.ts'

/**
 * Changes the password of a caller who knows the present one. Every session ends; the caller's goes on
 * under a new id with the same moment of signing in and the same absolute end, so that tokens of it that
 * somebody else may hold die as well. A wrong present password counts like a failed sign-in.
 *
 * @throws Failure wrong_current_password, too_many_requests, invalid_input, token_refused
 */
export async function changePassword(
  deps: Deps,
  { caller, currentPassword, newPassword }: { caller: Claims; currentPassword: string; newPassword: string },
): Promise<TokenPair> {
  const { client, config, mailer, record, store } = deps
  const reservation = await store.passwords.reserveBySession({
    sid: caller.sid,
    human: await hasShownToBeHuman(deps),
    now: deps.now(),
  })
  if (!reservation) throw new Failure('token_refused', { reason: 'session_not_live' })

  const { user } = await verifyReserved(deps, currentPassword, reservation)
  if (!user) {
    record({
      event: 'password_change_refused',
      outcome: 'refused',
      reason: 'password',
      userId: caller.userId,
    })
    throw new Failure('wrong_current_password')
  }
  try {
    await checkNewPassword(deps, newPassword, { email: user.email, member: 'newPassword' })
  } catch (refusal) {
    await store.passwords.forgive(user.id) // the present password was right: this was no failed try
    throw refusal
  }
  const hash = await hashNew(deps, newPassword)

  const now = deps.now()
  const { authTime, expiresAt } = reservation.session
  const fresh = newSession({ userId: user.id, now }, { client, config })
  const successor = { ...fresh, authTime, expiresAt, idleExpiresAt: Math.min(fresh.idleExpiresAt, expiresAt) }
  const ended = await store.passwords.replace({
    userId: user.id,
    from: user.password,
    to: hash,
    by: successor.id,
    callerSid: caller.sid,
    successor,
    now,
  })
  if (!ended) throw new Failure('token_refused', { reason: 'changed_meanwhile' })

  announceEnd(deps, ended)
  const notice = { to: user.email, language: languageOf(user, deps), key: `password-changed/${uuidv7(now)}` }
  deps.defer(mailer.passwordChanged({ ...notice, ...requestOrigin(deps) }))
  record({ event: 'password_changed', outcome: 'success', userId: user.id, sid: successor.id })
  return tokensOf(successor, user, deps)
}
