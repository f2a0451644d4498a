import { randomToken } from '../../crypto/random.ts'
import type { Undoable } from '../../store/deeds/undo-second-step.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { PURPOSES } from '../ledger/purposes.ts'
import { admitted, failedSignIns } from '../limits/failed-sign-ins.ts'
import { humanityOf } from '../limits/human.ts'
import { inTurn } from '../limits/in-turn.ts'
import { relyingPartyOf } from '../passkeys/relying-party.ts'
import { methodsOf } from '../second-step/ask.ts'
import type { SecondProof } from '../second-step/asked.ts'
import { secondStepDevices } from '../second-step/devices.ts'
import type { Answer } from '../second-step/prove.ts'
import { recoveryCodeMacs } from '../second-step/recovery-codes.ts'
import { secondStepRefused } from '../second-step/refused.ts'
import { comparePasskey } from '../second-step/ways/passkey.ts'
import { compareTotp, requirePlace } from '../second-step/ways/totp.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { sealSecondStep } from '../tokens/second-step-token.ts'

type Link = { token: string; id: string; email: string; now: number }

/**
 * The account that a link moves back, and the second step where the link asks for one: who has the old mailbox alone
 * does not get the account. Only factors count that are older than the session that has moved it. One round trip, and
 * nothing is used up yet.
 *
 * @param check what has to hold of the request besides, before anything is compared
 * @throws Failure invalid_link; second_step_required; second_step_refused, for everything that can be wrong alike;
 *   too_many_requests, human_check_required, unavailable
 */
export async function proveForUndo(
  deps: Deps,
  link: Link,
  { answer, check }: { answer: Answer | undefined; check: () => Promise<void> },
): Promise<{ user: User; proof: SecondProof | undefined }> {
  if (answer?.kind === 'totp') return byTotp(deps, link, { code: answer.code, check })
  const { id, email, now } = link
  if (!answer) {
    const found = await deps.store.queries.findUndoable({ id, email, now })
    if (!found) throw new Failure('invalid_link')
    if (found.asks) throw await secondStepRequired(deps, link, found)
    await check()
    return { user: found.user, proof: undefined }
  }
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const wanted = { id, email, networks: failedSignIns(deps), devices, human, now }
  const found = await deps.store.deeds.reserveUndo(wanted)
  if (!found) throw new Failure('invalid_link')
  const { user, asks } = found
  if (!asks) {
    await check()
    return { user, proof: undefined }
  }
  const { counted } = admitted(found.outcome, now)
  await check()
  const right =
    answer.kind === 'passkey'
      ? await rightPasskey(deps, found, { id, credential: answer.credential })
      : await rightCode(deps, found, answer.code)
  return { user, proof: { ...right, userId: user.id, at: now, tried: undefined, counted } }
}

async function byTotp(
  deps: Deps,
  { id, email, now }: Link,
  { code, check }: { code: string; check: () => Promise<void> },
) {
  const [presented, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const wanted = {
    id,
    email,
    networks: failedSignIns(deps),
    name: randomToken(),
    devices: secondStepDevices(presented),
    human,
    now,
  }
  const found = await inTurn(
    () => deps.store.deeds.reserveUndoByTotp(wanted),
    (each) => each !== undefined && each.asks && 'refused' in each.outcome && each.outcome.refused === 'busy',
  )
  if (!found) throw new Failure('invalid_link')
  const { user, asks, totp } = found
  if (!asks) {
    await check()
    return { user, proof: undefined }
  }
  const tried = requirePlace(deps, found.outcome, { userId: user.id, now })
  await check().catch((error: unknown) => {
    deps.defer(deps.store.deeds.cancelTry(tried))
    throw error
  })
  const spending = await compareTotp(deps, totp, { code, tried, userId: user.id, now })
  return { user, proof: { kind: 'totp', userId: user.id, at: now, spending, tried, counted: [] } as const }
}

/** The token is for the options of a passkey. It signs nobody in: no sign-in waits under its name. */
async function secondStepRequired(
  { keyring }: Pick<Deps, 'keyring'>,
  { token, now }: Link,
  { user, totp, passkeys, macs }: Undoable,
): Promise<Failure> {
  const seconds = PURPOSES.second_step.lives()
  const { id: userId, securityVersion } = user
  const asked = { challenge: token, userId, proven: 'mailbox', securityVersion } as const
  const factors = {
    totpSince: totp?.confirmedAt ?? null,
    passkeys: passkeys.length,
    recoveryCodesLeft: macs.length,
  }
  return new Failure('second_step_required', {
    secondStep: {
      token: await sealSecondStep(keyring, asked, { now, seconds }),
      methods: methodsOf(factors),
      expiresIn: seconds,
    },
  })
}

async function rightCode(deps: Deps, { user, macs }: Undoable, code: string) {
  const sent: string[] = (await recoveryCodeMacs(deps.keyring, { userId: user.id, code })) ?? []
  const mac = macs.find((each) => sent.includes(each))
  if (mac === undefined) throw secondStepRefused(deps, 'recovery_code', user.id)
  return { kind: 'recovery_code', spending: { kind: 'recovery_code', mac } } as const
}

async function rightPasskey(
  deps: Deps,
  { user, passkeys }: Undoable,
  { id, credential }: { id: string } & Pick<Extract<Answer, { kind: 'passkey' }>, 'credential'>,
) {
  const relyingParty = relyingPartyOf(deps.config)
  if (!relyingParty) throw secondStepRefused(deps, 'passkeys_off', user.id)
  const passkey = passkeys.find(
    ({ credentialId, rpId }) => credentialId === credential.rawId && rpId === relyingParty.id,
  )
  const use = { purpose: 'sign_in', binding: id } as const
  const right = await comparePasskey(deps, credential, { passkey, owner: user, relyingParty, use })
  return { kind: right.kind, spending: right.used }
}
