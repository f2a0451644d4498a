import type { ProvenPassword } from '../../store/deeds/sign-in-with-password.ts'
import type { PendingCode } from '../../store/key-value/pending-codes.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { sealStep } from '../tokens/step-token.ts'
import type { CodeMaker } from './code-maker.ts'
import { codeMac } from './code-mac.ts'
import { enterChallenge } from './enter.ts'
import { newChallenge } from './new-challenge.ts'
import { digitsOf } from './purposes.ts'

type Wanted = {
  purpose: Purpose
  subject: string
  /** The address that was asked for, and for a change of address the one to move to. */
  email: string
  newEmail?: string
  securityVersion?: number
  codes: CodeMaker
  /** A password that was just right. */
  proven?: { userId: string } & Pick<ProvenPassword, 'matched' | 'rehashed' | 'tried'>
}

export type IssuedCode = {
  /** Names the mail for whoever carries it. */
  id: string
  codes: string[]
  /** For the step cookie, and how long it is good (seconds). */
  step: string
  seconds: number
  /** Milliseconds. */
  expiresAt: number
  /** False when the caller knows the code already. */
  toBeMailed: boolean
}

/**
 * Makes a code, or for a change of address one for each of the two. The payload goes to KV first: a
 * challenge in the ledger without it could never be redeemed.
 *
 * @throws Failure too_many_requests
 */
export async function issueCode(deps: Deps, wanted: Wanted): Promise<IssuedCode> {
  const { keyring, store } = deps
  const { purpose, subject, email, newEmail, securityVersion, proven } = wanted
  const addresses = newEmail === undefined ? [email] : [email, newEmail]
  const codes = wanted.codes.make(addresses.length, digitsOf(purpose))

  const now = deps.now()
  const { secret, challenge, seconds } = await newChallenge(deps, { purpose, subject, now })
  const macs = await Promise.all(
    codes.map((code, index) => codeMac(keyring, { purpose, challenge: secret, index, code })),
  )
  const pending: PendingCode = {
    purpose,
    subject,
    email,
    macs,
    ...(newEmail !== undefined && { newEmail }),
    ...(securityVersion !== undefined && { securityVersion }),
  }
  await store.keyValue.putPendingCode(challenge.id, pending, { seconds })

  const toBeMailed = wanted.codes.areMailed
  await enterChallenge(deps, {
    challenge,
    mailedTo: toBeMailed ? addresses : [],
    ...(proven && { proven }),
    now,
  })
  const step = await sealStep(keyring, { purpose, challenge: secret, macs }, { now, seconds })
  return { id: challenge.id, codes, step, seconds, expiresAt: challenge.expiresAt, toBeMailed }
}
