import { describe, expect, it } from 'vitest'
import type { Deps } from '../../src/core/deps.ts'
import { attempt, type Demands, nextStep } from '../../src/core/sign-in/attempt.ts'
import type { ProofKind } from '../../src/core/sign-in/proof.ts'

const KINDS: ProofKind[] = ['password', 'mailbox']
const BOTH: Demands = [{ oneOf: ['password'] }, { oneOf: ['mailbox'] }]

const proof = (kind: ProofKind, userId = 'ada') => ({ kind, userId, at: 0 })

/** Anything that is touched on the way to a session fails the test. */
const UNTOUCHED = {} as Deps
const opening = {
  recordedAs: { event: 'signed_in' as const },
  deed: () => Promise.reject(new Error('no session may be opened')),
}

describe('an attempt to sign in', () => {
  it.each(KINDS)('with %s alone lacks the other proof, and opens nothing', async (kind) => {
    const other = KINDS.find((each) => each !== kind)
    const outcome = await attempt(UNTOUCHED, { proofs: [proof(kind)], demands: BOTH }, opening)
    expect(outcome).toEqual({ next: { oneOf: [other] } })
  })

  it('is not complete with one proof brought twice', async () => {
    const proofs = [proof('password'), proof('password')] as const
    const outcome = await attempt(UNTOUCHED, { proofs: [...proofs], demands: BOTH }, opening)
    expect(outcome).toEqual({ next: { oneOf: ['mailbox'] } })
  })

  it('is refused when its proofs are about two accounts', async () => {
    const proofs = [proof('password', 'ada'), proof('mailbox', 'eve')] as const
    const outcome = await attempt(UNTOUCHED, { proofs: [...proofs], demands: BOTH }, opening)
    expect(outcome).toBeUndefined()
  })

  it('asks for the first step that is missing, and for nothing when all are proven', () => {
    expect(nextStep([], BOTH)).toEqual({ oneOf: ['password'] })
    expect(nextStep([proof('mailbox')], BOTH)).toEqual({ oneOf: ['password'] })
    expect(nextStep([proof('mailbox'), proof('password')], BOTH)).toBeUndefined()
  })

  it('takes any one of the proofs that a step allows', () => {
    const either: Demands = [{ oneOf: ['mailbox', 'password'] }]
    for (const kind of KINDS) expect(nextStep([proof(kind)], either)).toBeUndefined()
  })
})
