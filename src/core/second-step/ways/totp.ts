import { fromBase64url } from '../../../crypto/bytes.ts'
import { randomToken } from '../../../crypto/random.ts'
import { open, seal } from '../../../crypto/seal.ts'
import { matchTotp } from '../../../crypto/totp.ts'
import type { Try } from '../../../store/pieces/password-try.ts'
import type { Outcome } from '../../../store/pieces/reserve-try.ts'
import type { User } from '../../../store/tables/users.ts'
import type { Totp } from '../../../store/tables/totp.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../failure.ts'
import { failedSignIns } from '../../limits/failed-sign-ins.ts'
import { humanityOf } from '../../limits/human.ts'
import { inTurn } from '../../limits/in-turn.ts'
import { presentedDevices } from '../../sign-in/known-devices.ts'
import { refusalOf } from '../../sign-in/verify-password.ts'
import { secondStepDevices } from '../devices.ts'
import { type Asked, MAX_TRIES, type SecondProof } from '../asked.ts'
import { secondStepRefusal, secondStepRefused, secondStepRefusedThere } from '../refused.ts'
import { failAndWarn } from '../warn-of-wrong-codes.ts'

/**
 * Proves possession of an authenticator app by its code. A try is reserved first, and a wrong code is counted before
 * it is answered. After a hundred wrong ones in a row the app counts no more, until a passkey or a recovery code
 * shows the owner.
 *
 * @throws Failure second_step_refused, token_refused, too_many_requests, human_check_required, unavailable
 */
export async function proveTotp(deps: Deps, code: string, asked: Asked): Promise<SecondProof> {
  const { store } = deps
  const [presented, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const wanted = { name: randomToken(), devices: secondStepDevices(presented), human, now: asked.now }
  const networks = failedSignIns(deps)
  const reserved = await inTurn(
    async () =>
      'waiting' in asked
        ? store.deeds.reserveTotpBySignIn({
            ...wanted,
            waiting: asked.waiting,
            networks,
            maxTries: MAX_TRIES,
          })
        : store.deeds.reserveTotpBySession({ ...wanted, held: asked.held }),
    (each) => each !== undefined && 'refused' in each && each.refused === 'busy',
  )
  if (!reserved) {
    if ('held' in asked) throw new Failure('token_refused', { reason: 'session_not_live' })
    throw secondStepRefused(deps, 'not_good_or_spent', asked.waiting.userId)
  }
  const about = { userId: reserved.user.id, now: asked.now }
  const tried = requirePlace(deps, reserved, about)
  const isWarned = 'waiting' in asked && asked.isAfterPassword
  const warned = isWarned ? reserved.user : undefined
  const spending = await compareTotp(deps, reserved.totp, { ...about, code, tried, warned })
  return { kind: 'totp', userId: about.userId, at: asked.now, spending, tried, counted: [] }
}

/**
 * The place of a try that was admitted.
 *
 * @throws Failure second_step_refused, too_many_requests, human_check_required
 */
export function requirePlace(
  deps: Pick<Deps, 'record'>,
  outcome: Outcome,
  { userId, now }: { userId: string; now: number },
): Try {
  if ('taken' in outcome) return outcome.taken
  if (outcome.refused === 'disabled') throw secondStepRefused(deps, 'totp_disabled', userId)
  throw refusalOf({ ...outcome, at: now })
}

/**
 * Compares a code for which a place was taken. A wrong one is counted before it is answered, and `warned` is told of many.
 *
 * @throws Failure second_step_refused, unavailable
 */
export async function compareTotp(
  deps: Deps,
  totp: Totp | undefined,
  {
    code,
    tried,
    userId,
    warned,
    now,
  }: { code: string; tried: Try; userId: string; warned?: User | undefined; now: number },
) {
  const right = totp && (await matchCode(deps, totp, { code, now }))
  if (right) return right
  const refused = secondStepRefusal(deps, 'totp', userId)
  const isCounted = await (warned
    ? failAndWarn(deps, tried, warned, refused)
    : deps.store.deeds.failTry(tried, refused, deps.now()))
  if (!isCounted) throw new Failure('unavailable', { reason: 'try_took_too_long', retryAfter: 1 })
  throw secondStepRefusedThere(deps, 'totp', userId)
}

/** The step of a right code, and the secret sealed anew where its key is not the present one. */
async function matchCode(
  { keyring }: Pick<Deps, 'keyring'>,
  { id, userId, secret: sealed, lastStep }: Totp,
  { code, now }: { code: string; now: number },
) {
  const about = { subject: userId, purpose: 'totp' }
  const opened = await open(keyring.sealKeys, sealed, about)
  const secret = opened && fromBase64url(opened.text)
  if (!secret) throw new Failure('unavailable', { reason: 'totp_unreadable', retryAfter: 60 })
  const step = await matchTotp(secret, code, { now, lastStep })
  if (step === undefined) return undefined
  const anew = opened.outdated ? await seal(keyring.sealKeys, opened.text, about) : undefined
  return { kind: 'totp', id, step, secret: anew } as const
}
