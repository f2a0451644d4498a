import { randomToken } from '../../crypto/random.ts'
import { signInAgain, strongestOf } from '../account/fresh.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { codeRefusal, codeRefusedThere } from '../ledger/redeem.ts'
import { humanityOf } from '../limits/human.ts'
import { idleEnd } from '../sessions/idle-end.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { isSecondStep, type ProofKind } from '../sign-in/proof.ts'
import { afterRightPassword, verifyInTurn } from '../sign-in/verify-password.ts'
import { type Caller, heldBy, idsOf } from '../tokens/caller.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { proveMailedCode } from './by-mail.ts'
import { type Answer, prove } from './prove.ts'
import { secondStepRefusal, secondStepRefusedThere } from './refused.ts'
import { tellOfRecoveryCode } from './tell-of-recovery-code.ts'

const USED = 'used_or_changed_meanwhile'
const SPENT = 'spent_or_claimed_by_another'

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
  const refused = secondStepRefusal(deps, USED, userId).line
  const tokens = await proveAgain(deps, { sid: held.sid, userId, kind, spending, tried, refused, now })
  if (!tokens) throw secondStepRefusedThere(deps, USED, userId)
  return tokens
}

async function byMailedCode(
  deps: Deps,
  { caller, code, now }: { caller: Caller; code: string; now: number },
): Promise<TokenPair> {
  const { sid, userId } = idsOf(caller)
  const mailed = await proveMailedCode(deps, { caller, code, now })
  const proof = { kind: 'mailbox', mailed, spending: undefined, tried: undefined } as const
  const refused = codeRefusal(deps, 'reauthenticate', SPENT, userId)?.line
  const tokens = await proveAgain(deps, { sid, userId, ...proof, refused, now })
  if (!tokens) throw codeRefusedThere(deps, 'reauthenticate', SPENT, userId)
  return tokens
}

async function byPassword(
  deps: Deps,
  { caller, password }: { caller: Caller; password: string },
): Promise<TokenPair> {
  const { defer, store } = deps
  const held = heldBy(caller)
  const { sid } = held
  const { userId } = caller
  const [devices, human] = await Promise.all([presentedDevices(deps), humanityOf(deps)])
  const { reserved, ...verified } = await verifyInTurn(deps, password, {
    reserve: async () => {
      const wanted = { name: randomToken(), devices, human, now: deps.now() }
      const reservation = await store.deeds.reserveTryBySession({ held, ...wanted })
      if (!reservation) throw new Failure('token_refused', { reason: 'session_not_live' })
      return reservation
    },
    refusedAs: { event: 'reauthentication_refused', sid },
  })
  if (!verified.user) throw new Failure('wrong_current_password')
  const { user, tried } = verified
  const { factors } = reserved
  const hasPasskey = factors !== undefined && factors.passkeys > 0
  if (factors && !strongestOf({ ...user, hasPasskey }).includes('password')) {
    defer(store.deeds.cancelTry(tried))
    throw signInAgain(user, factors)
  }
  const tokens = await afterRightPassword(deps, tried, () =>
    proveAgain(deps, {
      sid,
      userId,
      kind: 'password',
      spending: undefined,
      tried,
      refused: undefined,
      now: deps.now(),
    }),
  )
  if (!tokens) throw new Failure('token_refused', { reason: 'session_not_live' })
  return tokens
}

async function proveAgain(
  deps: Deps,
  proven: Omit<Needed, 'kind' | 'isSecondStep' | 'idleExpiresAt' | 'line'> & { kind: ProofKind },
): Promise<TokenPair | undefined> {
  const event = { event: 'reauthenticated', outcome: 'success', reason: proven.kind } as const
  const done = await deps.store.deeds.proveAgain({
    ...proven,
    line: deps.lineOf(event),
    isSecondStep: isSecondStep([proven.kind]),
    idleExpiresAt: idleEnd(deps.config, proven.now),
  })
  if (!done) return undefined
  const { session, user, codesLeft } = done
  tellOfRecoveryCode(deps, { user, since: session.beganAt, codesLeft })
  deps.log({ ...event, userId: user.id, sid: session.id })
  return tokensOf(session, user, deps)
}
