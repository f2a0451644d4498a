import type { Passkey } from '../../../store/tables/passkeys.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../failure.ts'
import { admitted, failedSignIns } from '../../limits/failed-sign-ins.ts'
import { humanityOf } from '../../limits/human.ts'
import type { AuthenticationResponse } from '../../passkeys/bodies.ts'
import { relyingPartyOf } from '../../passkeys/relying-party.ts'
import { checkPasskey } from '../../passkeys/use-passkey.ts'
import { presentedDevices } from '../../sign-in/known-devices.ts'
import { type Asked, MAX_TRIES, type SecondProof } from '../asked.ts'
import { secondStepRefusal, secondStepRefused, secondStepRefusedThere } from '../refused.ts'

/**
 * Proves possession of a passkey of the account that is asked. Its challenge was made for this sign-in or this session,
 * and is worth nothing elsewhere.
 *
 * @throws Failure second_step_refused, token_refused, too_many_requests, human_check_required, unavailable
 */
export async function provePasskey(
  deps: Deps,
  credential: AuthenticationResponse,
  asked: Asked,
): Promise<SecondProof> {
  const relyingParty = relyingPartyOf(deps.config)
  if (!relyingParty) throw secondStepRefused(deps, 'passkeys_off')
  const named = { credentialId: credential.rawId, rpId: relyingParty.id }
  const found = 'waiting' in asked ? await bySignIn(deps, named, asked) : await bySession(deps, named, asked)
  const { passkey, user, counted } = found
  const use =
    'waiting' in asked
      ? ({ purpose: 'sign_in', binding: asked.waiting.id } as const)
      : ({ purpose: 'reauthenticate', binding: asked.held.sid } as const)
  const right = await comparePasskey(deps, credential, { passkey, owner: user, relyingParty, use })
  return {
    kind: right.kind,
    userId: user.id,
    at: asked.now,
    spending: right.used,
    tried: undefined,
    counted,
  }
}

type Compared = Omit<Parameters<typeof checkPasskey>[2], 'isAsked' | 'passkey' | 'refusalLine'> & {
  passkey: Passkey | undefined
}

/**
 * Holds what a browser has answered against a passkey of the account, where whose passkey is wanted was known before.
 *
 * @throws Failure second_step_refused, for everything that can be wrong alike
 */
export async function comparePasskey(
  deps: Deps,
  credential: AuthenticationResponse,
  { passkey, owner, ...about }: Compared,
) {
  if (!passkey) throw secondStepRefused(deps, 'passkey: unknown', owner.id)
  const right = await checkPasskey(deps, credential, {
    ...about,
    passkey,
    owner,
    isAsked: true,
    refusalLine: (reason) => secondStepRefusal(deps, `passkey: ${reason}`, owner.id).line,
  })
  if (!('refused' in right)) return right
  const refuse = right.isWritten ? secondStepRefusedThere : secondStepRefused
  throw refuse(deps, `passkey: ${right.refused}`, owner.id)
}

type Named = { credentialId: string; rpId: string }

async function bySignIn(deps: Deps, named: Named, { waiting, now }: Extract<Asked, { waiting: unknown }>) {
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const reserved = await deps.store.deeds.reservePasskeyBySignIn({
    ...named,
    waiting,
    networks: failedSignIns(deps),
    maxTries: MAX_TRIES,
    devices,
    human,
    now,
  })
  if (!reserved) throw secondStepRefused(deps, 'not_good_or_spent', waiting.userId)
  return { passkey: reserved.passkey, ...admitted(reserved.outcome, now) }
}

async function bySession(deps: Deps, named: Named, { held, now }: Extract<Asked, { held: unknown }>) {
  const found = await deps.store.deeds.findPasskeyBySession({ ...named, held, now })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  return { ...found, counted: [] }
}
