import { base64url, equal, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomDigits, randomToken } from '../../crypto/random.ts'
import type { VerifiedPassword } from '../../store/challenges.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { PendingCode } from '../../store/pending-codes.ts'
import type { Deps } from '../deps.ts'
import { mailBudgets } from '../limits/mail-budgets.ts'
import { tooMany } from '../limits/too-many.ts'
import { sealStep } from '../tokens/step-token.ts'
import { codeMac } from './code-mac.ts'

/** For test suites of apps: with the right TEST_PWD every code is this one and no mail is sent. */
const TEST_CODE = '1234'

type Wanted = {
  purpose: Purpose
  subject: string
  /** The address that was asked for, and for a change of address the one to move to. */
  email: string
  newEmail?: string
  securityVersion?: number
  /** 6 after a correct password or in a session, 8 when an anonymous caller can start the flow. */
  digits: 6 | 8
  testPassword: unknown
  verified?: VerifiedPassword
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
 * Makes a code, or for a change of address one for each of the two. The payload goes to KV first; then
 * one statement after another in D1, in one transaction, admits the mail, enters the challenge and ends
 * the older one. The steps are the same whether the subject is an account or a decoy.
 *
 * @throws Failure too_many_requests
 */
export async function issueCode(deps: Deps, wanted: Wanted): Promise<IssuedCode> {
  const { config, keyring, record, store } = deps
  const { purpose, subject, email, newEmail, securityVersion, digits, verified } = wanted
  const isTest = matchesTestPassword(config.TEST_PWD, wanted.testPassword)
  const count = newEmail === undefined ? 1 : 2
  const codes = isTest ? Array<string>(count).fill(TEST_CODE) : makeCodes(count, digits)

  const challenge = randomToken()
  const id = base64url(await sha256(utf8(challenge)))
  const macs = await Promise.all(
    codes.map((code, index) => codeMac(keyring, { purpose, challenge, index, code })),
  )
  const pending: PendingCode = {
    purpose,
    subject,
    email,
    macs,
    ...(newEmail !== undefined && { newEmail }),
    ...(securityVersion !== undefined && { securityVersion }),
  }
  const seconds = config.CODE_TTL
  await store.pendingCodes.put(id, pending, { seconds })

  const now = deps.now()
  const addresses = newEmail === undefined ? [email] : [email, newEmail]
  const entry = { id, subject, purpose, tries: 0, createdAt: now, expiresAt: now + seconds * 1000 }
  const mails = isTest ? [] : await mailBudgets(deps, { purpose, addresses })
  const issued = await store.challenges.issue({ challenge: entry, mails, verified, now })
  if (!issued.issued) {
    record({ event: 'code_refused', outcome: 'refused', reason: `${purpose}: budget`, subject })
    throw tooMany(issued.retryAt, now, 'mail_budget')
  }
  record({ event: 'code_issued', outcome: 'success', reason: purpose, subject })
  const step = await sealStep(keyring, { purpose, challenge, macs }, { now, seconds })
  return { id, codes, step, seconds, expiresAt: entry.expiresAt, toBeMailed: !isTest }
}

/** All different: two codes that could be mistaken for each other would prove only one mailbox. */
function makeCodes(count: number, digits: number): string[] {
  const codes = new Set<string>()
  while (codes.size < count) codes.add(randomDigits(digits))
  return [...codes]
}

/** In every case but the right one the flow is the normal one, whatever a client sends. */
function matchesTestPassword(configured: string | undefined, given: unknown): boolean {
  return configured !== undefined && typeof given === 'string' && equal(utf8(configured), utf8(given))
}
