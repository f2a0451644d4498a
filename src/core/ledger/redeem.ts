import { randomToken } from '../../crypto/random.ts'
import type { PendingCode } from '../../store/key-value/pending-codes.ts'
import type { Claim } from '../../store/pieces/challenge.ts'
import type { ToldLine } from '../../store/pieces/write-event.ts'
import type { Holder } from '../../store/pieces/holder.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { codeFailureList, MANY_FAILURES } from '../limits/code-failures.ts'
import { whose } from '../limits/subject.ts'
import { openStep } from '../tokens/step-token.ts'
import { isCode } from './code-mac.ts'
import { challengeId } from './new-challenge.ts'
import { type JudgedAsker, reserveCode, type TryNeeds } from './reserve.ts'

/** Seconds after which a location that has not seen the payload yet will have. */
const KV_LAG = 60

/** A challenge whose payload and cookie are there and belong together; nothing was tried yet. */
export type OpenCode = { secret: string; id: string; pending: PendingCode }

type Needs = Pick<Deps, 'config' | 'keyring' | 'store' | 'now' | 'record'>

/** The one answer to everything that can be wrong with a code. */
export const codeRefused = (
  { record }: Pick<Deps, 'record'>,
  purpose: Purpose,
  reason: string,
  subject?: string,
) => {
  record({ ...refusalOf(purpose, reason), ...(subject !== undefined && whose(subject)) })
  return new Failure('invalid_code', { reason })
}

/** Its line in the history, for the transaction that counts it. Undefined where it concerns no account. */
export function codeRefusal(
  { lineOf }: Pick<Deps, 'lineOf'>,
  purpose: Purpose,
  reason: string,
  subject: string,
): ToldLine | undefined {
  const { userId } = whose(subject)
  return userId === undefined ? undefined : { subject: userId, line: lineOf(refusalOf(purpose, reason)) }
}

/** The same answer, where a transaction has written the line. */
export function codeRefusedThere(
  { log }: Pick<Deps, 'log'>,
  purpose: Purpose,
  reason: string,
  subject: string,
): Failure {
  log({ ...refusalOf(purpose, reason), ...whose(subject) })
  return new Failure('invalid_code', { reason })
}

const refusalOf = (purpose: Purpose, reason: string) =>
  ({ event: 'code_refused', outcome: 'refused', reason: `${purpose}: ${reason}` }) as const

/** This request's try to use a challenge up, which its transaction still has to win. */
export const newClaim = (about: { id: string; purpose: Purpose; now: number }): Claim => ({
  ...about,
  claim: randomToken(),
})

/**
 * What a challenge is for. A payload that is missing while the ledger says that the challenge is good has
 * not reached this location yet: the caller is asked to come back, and no try is spent.
 *
 * @throws Failure unavailable
 */
async function payloadOf(
  { store, now }: Pick<Deps, 'store' | 'now'>,
  { id, purpose }: { id: string; purpose: Purpose },
): Promise<PendingCode | undefined> {
  const pending = await store.keyValue.getPendingCode(id)
  if (!pending && (await store.queries.isChallengeGood({ id, purpose, now: now() })))
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
  if (step.codeUntil !== undefined && step.codeUntil <= now()) throw codeRefused(deps, purpose, 'expired')
  const id = await challengeId(step.challenge)
  const pending = await payloadOf(deps, { id, purpose })
  if (!pending) throw codeRefused(deps, purpose, 'unknown')
  if (pending.purpose !== purpose || pending.macs.join() !== step.macs.join()) {
    throw codeRefused(deps, purpose, 'foreign', pending.subject)
  }
  return { secret: step.challenge, id, pending }
}

type Tried = {
  codes: string[]
  /** The session of the request, if it has one. */
  sid?: string | undefined
  asker?: JudgedAsker | undefined
  onMany?: ((refused: ToldLine | undefined) => void) | undefined
}

/**
 * Reserves a try, then compares. Answers the right to use the challenge up. `onMany` is called when
 * wrong codes of the subject have added up, over however many flows, and writes down that this one was refused.
 *
 * @throws Failure invalid_code, too_many_requests, human_check_required, unavailable
 */
export async function tryCodes(deps: TryNeeds, opened: OpenCode, tried: Tried): Promise<Claim> {
  return (await reserveAndCompare(deps, opened, tried)).claim
}

/** The same, and finds who has the address. */
export async function tryCodesOfAddress(
  deps: TryNeeds,
  opened: OpenCode,
  tried: Tried,
): Promise<{ claim: Claim } & Holder> {
  const { claim, holder = { account: undefined, owned: false } } = await reserveAndCompare(deps, opened, {
    ...tried,
    findsHolder: true,
  })
  return { claim, ...holder }
}

async function reserveAndCompare(
  deps: TryNeeds,
  { secret, id, pending }: OpenCode,
  { codes, sid, asker, onMany, findsHolder }: Tried & { findsHolder?: true },
): Promise<{ claim: Claim; holder: Holder | undefined }> {
  const { keyring } = deps
  const { purpose, subject, email, macs } = pending
  const now = deps.now()
  const failures = codeFailureList({ subject, purpose })
  const reserved = await reserveCode(deps, {
    id,
    subject,
    purpose,
    email,
    failures,
    sid,
    asker,
    findsHolder,
    now,
  })
  if (!reserved) throw codeRefused(deps, purpose, 'not_good_or_spent', subject)
  // All are compared, whichever is wrong: one wrong code of two says nothing about the other.
  const right = await Promise.all(
    macs.map((mac, index) =>
      isCode(keyring, { purpose, challenge: secret, index, code: codes[index] ?? '' }, mac),
    ),
  )
  if (right.length === 0 || right.includes(false)) {
    if (!onMany || reserved.failures < MANY_FAILURES) throw codeRefused(deps, purpose, 'wrong', subject)
    onMany(codeRefusal(deps, purpose, 'wrong', subject))
    throw codeRefusedThere(deps, purpose, 'wrong', subject)
  }
  return { claim: { ...newClaim({ id, purpose, now }), counted: reserved.counted }, holder: reserved.holder }
}
