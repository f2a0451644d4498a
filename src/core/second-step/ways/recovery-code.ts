import type { Deps } from '../../deps.ts'
import { Failure } from '../../failure.ts'
import { admitted, failedSignIns } from '../../limits/failed-sign-ins.ts'
import { humanityOf } from '../../limits/human.ts'
import { presentedDevices } from '../../sign-in/known-devices.ts'
import { type Asked, MAX_TRIES, type SecondProof } from '../asked.ts'
import { recoveryCodeMacs } from '../recovery-codes.ts'
import { secondStepRefusal, secondStepRefused, secondStepRefusedThere } from '../refused.ts'
import { warnOfWrongCodes } from '../warn-of-wrong-codes.ts'

/**
 * Proves possession of a recovery code. It is never a first factor.
 *
 * @throws Failure second_step_refused, token_refused, too_many_requests, human_check_required, unavailable
 */
export async function proveRecoveryCode(deps: Deps, code: string, asked: Asked): Promise<SecondProof> {
  const found = 'waiting' in asked ? await bySignIn(deps, code, asked) : await bySession(deps, code, asked)
  const { user, mac, counted } = found
  const userId = user.id
  if (mac === undefined) {
    if (!('waiting' in asked) || !asked.isAfterPassword)
      throw secondStepRefused(deps, 'recovery_code', userId)
    deps.defer(warnOfWrongCodes(deps, user, secondStepRefusal(deps, 'recovery_code', userId)))
    throw secondStepRefusedThere(deps, 'recovery_code', userId)
  }
  const spending = { kind: 'recovery_code', mac } as const
  return { kind: 'recovery_code', userId, at: asked.now, spending, tried: undefined, counted }
}

/** A text that is no code is looked up under a name that nothing has: it costs and answers the same. */
const macsOf = async ({ keyring }: Pick<Deps, 'keyring'>, about: { userId: string; code: string }) =>
  (await recoveryCodeMacs(keyring, about)) ?? ['none']

async function bySignIn(deps: Deps, code: string, { waiting, now }: Extract<Asked, { waiting: unknown }>) {
  const { userId } = waiting
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const reserved = await deps.store.deeds.reserveRecoveryCodeBySignIn({
    waiting,
    macs: await macsOf(deps, { userId, code }),
    networks: failedSignIns(deps),
    maxTries: MAX_TRIES,
    devices,
    human,
    now,
  })
  if (!reserved) throw secondStepRefused(deps, 'not_good_or_spent', userId)
  return { mac: reserved.mac, ...admitted(reserved.outcome, now) }
}

async function bySession(deps: Deps, code: string, { held, userId, now }: Extract<Asked, { held: unknown }>) {
  const found = await deps.store.deeds.findRecoveryCodeBySession({
    held,
    macs: await macsOf(deps, { userId, code }),
    now,
  })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  return { ...found, counted: [] }
}
