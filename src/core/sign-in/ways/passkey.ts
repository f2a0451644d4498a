import type { Budget } from '../../../store/pieces/budgets.ts'
import type { UsedPasskey } from '../../../store/pieces/spend-passkey.ts'
import type { User } from '../../../store/tables/users.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../failure.ts'
import { admitted, failedSignIns } from '../../limits/failed-sign-ins.ts'
import { humanityOf } from '../../limits/human.ts'
import type { AuthenticationResponse } from '../../passkeys/bodies.ts'
import { signInIn } from '../../passkeys/challenge.ts'
import { checkPasskey, requireRelyingParty } from '../../passkeys/use-passkey.ts'
import { nameOfDevice, presentedDevices } from '../known-devices.ts'
import type { Proof } from '../proof.ts'

export type PasskeyProof = Proof & {
  user: User
  used: UsedPasskey
  /** The budgets by client in which it was counted. */
  counted: readonly Budget[]
  /** The name of the device, where it is known to the account. */
  device: string | undefined
}

/** The one answer to everything that can be wrong with a passkey. */
function passkeyRefused({ record }: Pick<Deps, 'record'>, reason: string, userId?: string): Failure {
  record({ ...refusalOf(reason), ...(userId !== undefined && { userId }) })
  return new Failure('passkey_refused', { reason })
}

/** The same, where a transaction has written the line. */
export function passkeyRefusedThere({ log }: Pick<Deps, 'log'>, reason: string, userId: string): Failure {
  log({ ...refusalOf(reason), userId })
  return new Failure('passkey_refused', { reason })
}

/** What the log and the history say of it. */
export const refusalOf = (reason: string) =>
  ({ event: 'passkey_refused', outcome: 'refused', reason }) as const

/**
 * Proves possession of a passkey, whose user the authenticator has verified: both steps at once. Whose it is is said
 * by the passkey.
 *
 * @throws Failure passkey_refused, too_many_requests, human_check_required, unavailable; not_found where passkeys
 *   are off
 */
export async function provePasskey(
  deps: Deps,
  credential: AuthenticationResponse,
  { browser }: { browser: string | undefined },
): Promise<PasskeyProof> {
  const relyingParty = requireRelyingParty(deps.config)
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const now = deps.now()
  const found = await deps.store.deeds.findPasskey({
    credentialId: credential.rawId,
    rpId: relyingParty.id,
    networks: failedSignIns(deps),
    devices,
    human,
    now,
  })
  const { owner, counted } = admitted(found, now)
  if (!owner) throw passkeyRefused(deps, 'unknown')
  const { passkey, user } = owner
  const right = await checkPasskey(deps, credential, {
    passkey,
    owner: user,
    relyingParty,
    use: signInIn(browser),
    isAsked: false,
    refusalLine: (reason) => deps.lineOf(refusalOf(reason)),
  })
  if ('refused' in right)
    throw (right.isWritten ? passkeyRefusedThere : passkeyRefused)(deps, right.refused, user.id)
  return {
    kind: right.kind,
    userId: user.id,
    at: now,
    user,
    used: right.used,
    counted,
    device: nameOfDevice(devices, user),
  }
}
