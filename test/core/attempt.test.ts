import { describe, expect, it } from 'vitest'
import type { Deps } from '../../src/core/deps.ts'
import { attempt, lacksSecondStep } from '../../src/core/sign-in/attempt.ts'
import { PROOF_KINDS, type ProofKind } from '../../src/core/sign-in/proof.ts'
import { acrOf, amrOf } from '../../src/core/tokens/assurance.ts'

const WEAK: ProofKind[] = ['password', 'mailbox', 'provider']
const STRONG = PROOF_KINDS.filter((kind) => !WEAK.includes(kind))

const proof = (kind: ProofKind, userId = 'ada') => ({ kind, userId, at: 0 })
const account = (secondStepAt: number | null) => ({
  id: 'ada',
  securityVersion: 0,
  secondStepAt,
  deletesAt: null,
})

/** Anything that is touched on the way to a session fails the test. */
const UNTOUCHED = {} as Deps
const opening = {
  recordedAs: { event: 'signed_in' as const },
  deed: () => Promise.reject(new Error('no session may be opened')),
  wait: () => Promise.reject(new Error('nothing may wait')),
}

describe('an attempt to sign in', () => {
  it.each(PROOF_KINDS)('by %s is enough for an account without a second step', (kind) => {
    expect(lacksSecondStep(account(null), [proof(kind)])).toBe(false)
  })

  it.each(WEAK)('by %s alone is not enough for an account with one', (kind) => {
    expect(lacksSecondStep(account(1), [proof(kind)])).toBe(true)
  })

  it('is not enough with the password, the mailbox and a provider', () => {
    expect(
      lacksSecondStep(
        account(1),
        WEAK.map((kind) => proof(kind)),
      ),
    ).toBe(true)
  })

  it.each(STRONG)('is enough with %s', (kind) => {
    expect(lacksSecondStep(account(1), [proof('password'), proof(kind)])).toBe(false)
  })

  it('is refused when its proof is about another account', async () => {
    const attempted = { account: account(null), proof: proof('password', 'eve') }
    expect(await attempt(UNTOUCHED, attempted, opening)).toBeUndefined()
  })
})

describe('what a token says of a sign-in', () => {
  const CASES: [ProofKind[], string[], string][] = [
    [['password'], ['pwd'], '1'],
    [['mailbox'], ['email'], '1'],
    [['password', 'mailbox'], ['pwd', 'email'], '1'],
    [['password', 'totp'], ['pwd', 'otp', 'mfa'], '2'],
    [['password', 'recovery_code'], ['pwd', 'recovery_code', 'mfa'], '2'],
    [['mailbox', 'totp'], ['email', 'otp'], '1'],
    [['passkey'], ['swk', 'user', 'mfa'], 'phr'],
    [['bound_passkey'], ['hwk', 'user', 'mfa'], 'phr'],
    [['provider'], ['provider'], '1'],
    [['provider', 'mailbox'], ['provider', 'email'], '1'],
    [['provider', 'totp'], ['provider', 'otp', 'mfa'], '2'],
    [['password', 'passkey'], ['pwd', 'swk', 'user', 'mfa'], 'phr'],
  ]

  it.each(CASES)('by %j is amr %j and acr %j', (proven, amr, acr) => {
    expect([amrOf(proven), acrOf(proven)]).toEqual([amr, acr])
  })
})
