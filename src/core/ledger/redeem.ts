import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { PendingCode } from '../../store/pending-codes.ts'
import type { Claim } from '../../store/pieces/claims.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { openStep } from '../tokens/step-token.ts'
import { isCode } from './code-mac.ts'

/** Seconds after which a location that has not seen the payload yet will have. */
const KV_LAG = 60

/** A challenge whose payload and cookie are there and belong together; nothing was tried yet. */
export type OpenCode = { challenge: string; id: string; pending: PendingCode }

type Needs = Pick<Deps, 'config' | 'keyring' | 'store' | 'now' | 'record'>

/** The one answer to everything that can be wrong with a code. */
export const codeRefused = (
  { record }: Pick<Deps, 'record'>,
  purpose: Purpose,
  reason: string,
  subject?: string,
) => {
  record({
    event: 'code_refused',
    outcome: 'refused',
    reason: `${purpose}: ${reason}`,
    ...(subject !== undefined && { subject }),
  })
  return new Failure('invalid_code', { reason })
}

/**
 * What a challenge is for. A payload that is missing while the ledger says that the challenge is good has
 * not reached this location yet: the caller is asked to come back, and no try is spent.
 *
 * @throws Failure unavailable
 */
export async function payloadOf(
  { store, now }: Pick<Deps, 'store' | 'now'>,
  { id, purpose }: { id: string; purpose: Purpose },
): Promise<PendingCode | undefined> {
  const pending = await store.pendingCodes.get(id)
  if (!pending && (await store.challenges.isGood({ id, purpose, now: now() })))
    throw new Failure('unavailable', { reason: 'payload_not_here_yet', retryAfter: KV_LAG })
  return pending
}

/**
 * Finds what a step cookie is about.
 *
 * @throws Failure invalid_code, unavailable
 */
export async function openCode(
  deps: Needs,
  { purpose, step: token }: { purpose: Purpose; step: string },
): Promise<OpenCode> {
  const { keyring, now } = deps
  const step = await openStep(keyring, token, { now: now(), purpose })
  if (!step) throw codeRefused(deps, purpose, 'step_cookie')
  const id = base64url(await sha256(utf8(step.challenge)))
  const pending = await payloadOf(deps, { id, purpose })
  if (!pending) throw codeRefused(deps, purpose, 'unknown')
  if (pending.purpose !== purpose || pending.macs.join() !== step.macs.join()) {
    throw codeRefused(deps, purpose, 'foreign', pending.subject)
  }
  return { challenge: step.challenge, id, pending }
}

/**
 * Reserves a try, then compares. Answers the right to use the challenge up, which the effect's own
 * transaction still has to win. `onSpent` is called when the code's last try was wrong.
 *
 * @throws Failure invalid_code
 */
export async function tryCodes(
  deps: Needs,
  { challenge, id, pending }: OpenCode,
  codes: string[],
  onSpent: () => void = () => undefined,
): Promise<Claim> {
  const { keyring, store } = deps
  const { purpose, subject, macs } = pending
  const now = deps.now()
  const reserved = await store.challenges.reserveTry({ id, subject, purpose, now })
  if (!reserved) throw codeRefused(deps, purpose, 'not_good_or_spent', subject)
  // All are compared, whichever is wrong: one wrong code of two says nothing about the other.
  const right = await Promise.all(
    macs.map((mac, index) => isCode(keyring, { purpose, challenge, index, code: codes[index] ?? '' }, mac)),
  )
  if (right.length === 0 || right.includes(false)) {
    if (reserved.isLast) onSpent()
    throw codeRefused(deps, purpose, 'wrong', subject)
  }
  return { id, claim: randomToken(), now }
}
