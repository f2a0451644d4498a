import { randomToken, uuidv7 } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { SURVIVES_A_PASSWORD } from '../ledger/purposes.ts'
import { humanityOf } from '../limits/human.ts'
import { noticesOf } from '../notify.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { continueSession } from '../sign-in/open-session.ts'
import { afterRightPassword, hashNew, verifyInTurn } from '../sign-in/verify-password.ts'
import { isFreshBySecondStep, signInAgain } from './fresh.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { heldBy } from '../tokens/caller.ts'
import type { TokenPair } from '../tokens/token-pair.ts'

/**
 * Changes the password of a caller who knows the present one. Every session ends; the caller's goes on
 * under a new id with the same moment of signing in and the same absolute end, so that tokens of it that
 * somebody else may hold die as well. A wrong present password counts like a failed sign-in. Where the second
 * step is on, the password is not enough.
 *
 * @throws Failure wrong_current_password, sign_in_again, too_many_requests, human_check_required, invalid_input, token_refused
 */
export async function changePassword(
  deps: Deps,
  {
    caller,
    currentPassword,
    newPassword,
  }: { caller: TokenClaims; currentPassword: string; newPassword: string },
): Promise<TokenPair> {
  const { mailer, store } = deps
  const devices = await presentedDevices(deps)
  const human = await humanityOf(deps)
  const { reserved, ...verified } = await verifyInTurn(deps, currentPassword, {
    reserve: async () => {
      const wanted = { name: randomToken(), devices, human, now: deps.now() }
      const reservation = await store.deeds.reserveTryBySession({ held: heldBy(caller), ...wanted })
      if (!reservation) throw new Failure('token_refused', { reason: 'session_not_live' })
      return reservation
    },
    refusedAs: { event: 'password_change_refused' },
  })
  if (!verified.user) throw new Failure('wrong_current_password')
  const { user, tried } = verified
  const { factors } = reserved
  if (user.secondStepAt !== null && factors && !isFreshBySecondStep(deps, caller)) {
    deps.defer(store.deeds.cancelTry(tried))
    throw signInAgain(user, factors)
  }
  try {
    await checkNewPassword(deps, newPassword, { email: user.email, member: 'newPassword' })
  } catch (refusal) {
    await store.deeds.forgiveTry(tried, user.id) // the present password was right: this was no failed try
    throw refusal
  }
  const to = await hashNew(deps, newPassword)
  let isTold = false

  const tokens = await continueSession(deps, {
    userId: user.id,
    continued: reserved.session,
    recordedAs: { event: 'password_changed' },
    deed: async ({ session, line, now }) => {
      const done = await afterRightPassword(deps, tried, async () =>
        store.deeds.changePassword({
          securityVersion: user.securityVersion,
          to,
          tried,
          callerSid: caller.sid,
          successor: session,
          line,
          surviving: SURVIVES_A_PASSWORD,
          notices: await noticesOf(deps, user),
          now,
        }),
      )
      isTold = done?.isTold ?? false
      return done && { user, ended: done.ended }
    },
  })
  if (!tokens) throw new Failure('token_refused', { reason: 'changed_meanwhile' })

  const key = `password-changed/${uuidv7(deps.now())}`
  const notice = { to: user.email, language: languageOf(user, deps), key }
  if (isTold) deps.defer(mailer.passwordChanged({ ...notice, ...requestOrigin(deps) }))
  return tokens
}
