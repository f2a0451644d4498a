import { randomToken } from '../../crypto/random.ts'
import { signInAgain, strongestOf } from '../account/fresh.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { codeRefused } from '../ledger/redeem.ts'
import { humanityOf } from '../limits/human.ts'
import { idleEnd } from '../sessions/idle-end.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { isSecondStep, type ProofKind } from '../sign-in/proof.ts'
import { afterRightPassword, verifyInTurn } from '../sign-in/verify-password.ts'
import { type Caller, heldBy, idsOf } from '../tokens/caller.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { proveMailedCode } from './by-mail.ts'
import { type Answer, prove } from './prove.ts'
import { secondStepRefused } from './refused.ts'
import { tellOfRecoveryCode } from './tell-of-recovery-code.ts'

type Needed = Parameters<Deps['store']['deeds']['proveAgain']>[0]

/**
 * Makes a session fresh: its user proves once more who they are. The session stays the same and gets new tokens; only
 * those are fresh. A password is not enough where the account asks for a second step.
 *
 * @throws Failure wrong_current_password, invalid_code, second_step_refused, sign_in_again, token_refused, too_many_requests,
 *   human_check_required, unavailable
 */
export async function reauthenticate(
  deps: Deps,
  {
    caller,
    answer,
  }: {
    caller: Caller
    answer: Answer | { kind: 'password'; password: string } | { kind: 'mailbox'; code: string }
  },
): Promise<TokenPair> {
  const now = deps.now()
  if (answer.kind === 'password') return byPassword(deps, { caller, password: answer.password })
  if (answer.kind === 'mailbox') return byMailedCode(deps, { caller, code: answer.code, now })
  const held = heldBy(caller)
  const { userId } = caller
  const { kind, spending, tried } = await prove(deps, answer, { held, userId, now })
  const tokens = await proveAgain(deps, { sid: held.sid, userId, kind, spending, tried, now })
  if (!tokens) throw secondStepRefused(deps, 'used_or_changed_meanwhile', userId)
  return tokens
}

async function byMailedCode(
  deps: Deps,
  { caller, code, now }: { caller: Caller; code: string; now: number },
): Promise<TokenPair> {
  const { sid, userId } = idsOf(caller)
  const mailed = await proveMailedCode(deps, { caller, code, now })
  const proof = { kind: 'mailbox', mailed, spending: undefined, tried: undefined } as const
  const tokens = await proveAgain(deps, { sid, userId, ...proof, now })
  if (!tokens) throw codeRefused(deps, 'reauthenticate', 'spent_or_claimed_by_another', userId)
  return tokens
}

async function byPassword(
  deps: Deps,
  { caller, password }: { caller: Caller; password: string },
): Promise<TokenPair> {
  const { defer, record, store } = deps
  const held = heldBy(caller)
  const { sid } = held
  const { userId } = caller
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const { reserved, ...verified } = await verifyInTurn(deps, password, async () => {
    const wanted = { name: randomToken(), devices, human, now: deps.now() }
    const reservation = await store.deeds.reserveTryBySession({ held, ...wanted })
    if (!reservation) throw new Failure('token_refused', { reason: 'session_not_live' })
    return reservation
  })
  if (!verified.user) {
    record({ event: 'reauthentication_refused', outcome: 'refused', reason: 'password', userId, sid })
    throw new Failure('wrong_current_password')
  }
  const { user, tried } = verified
  const { factors } = reserved
  const hasPasskey = factors !== undefined && factors.passkeys > 0
  if (factors && !strongestOf({ ...user, hasPasskey }).includes('password')) {
    defer(store.deeds.cancelTry(tried))
    throw signInAgain(user, factors)
  }
  const tokens = await afterRightPassword(deps, tried, () =>
    proveAgain(deps, { sid, userId, kind: 'password', spending: undefined, tried, now: deps.now() }),
  )
  if (!tokens) throw new Failure('token_refused', { reason: 'session_not_live' })
  return tokens
}

async function proveAgain(
  deps: Deps,
  proven: Omit<Needed, 'kind' | 'isSecondStep' | 'idleExpiresAt'> & { kind: ProofKind },
): Promise<TokenPair | undefined> {
  const done = await deps.store.deeds.proveAgain({
    ...proven,
    isSecondStep: isSecondStep([proven.kind]),
    idleExpiresAt: idleEnd(deps.config, proven.now),
  })
  if (!done) return undefined
  const { session, user, codesLeft } = done
  tellOfRecoveryCode(deps, { user, since: session.beganAt, codesLeft })
  deps.record({
    event: 'reauthenticated',
    outcome: 'success',
    reason: proven.kind,
    userId: user.id,
    sid: session.id,
  })
  return tokensOf(session, user, deps)
}
