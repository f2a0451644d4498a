import type { PendingCode } from '../../store/key-value/pending-codes.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import type { Method } from '../failure.ts'
import { sealStep } from '../tokens/step-token.ts'
import type { CodeMaker } from './code-maker.ts'
import { codeMac } from './code-mac.ts'
import { enterChallenge, type Entry } from './enter.ts'
import { newLinkedChallenge } from './new-challenge.ts'
import { digitsOf } from './purposes.ts'

type Wanted = Pick<Entry, 'earlierStep' | 'sid' | 'isHuman' | 'asRead' | 'proven'> & {
  purpose: Purpose
  subject: string
  /** The address that was asked for, and for a change of address the one to move to. */
  email: string
  newEmail?: string
  /** The session that asks. */
  askedBy?: string
  securityVersion?: number
  /** What makes a session fresh, where the change asks for that. */
  methods?: readonly Method[]
  /** Of each code, where not those of the purpose. */
  digits?: 8
  /** The step is for the link of the mail, too: it holds the address, and lives as long as the link. */
  isForLink?: true
  codes: CodeMaker
}

export type IssuedCode = {
  /** Names the mail for whoever carries it. */
  id: string
  codes: string[]
  /** For the step cookie, and how long the code is good (seconds). */
  step: string
  seconds: number
  /** Milliseconds: the code, and a link of the same mail. */
  expiresAt: number
  linkExpiresAt: number
  /** Of the link, where the purpose has one. */
  token: string
  /** False when the caller knows the code already. */
  toBeMailed: boolean
  /** For a mail that could not be handed over: frees its place in the limits. */
  withdraw: () => void
}

/**
 * Makes a code, or for a change of address one for each of the two. The ledger admits it first, so that a
 * refused request writes nothing to KV. Nobody has the step cookie before the payload is in KV. When KV fails,
 * the challenge is withdrawn, which tells nothing: KV is asked for known and unknown addresses alike.
 *
 * @throws Failure too_many_requests, human_check_required, unavailable
 */
export async function issueCode(deps: Deps, wanted: Wanted): Promise<IssuedCode> {
  const { config, keyring, store } = deps
  const {
    purpose,
    subject,
    email,
    newEmail,
    askedBy,
    securityVersion,
    methods,
    earlierStep,
    sid,
    isHuman,
    asRead,
    proven,
  } = wanted
  const addresses = newEmail === undefined ? [email] : [email, newEmail]
  const codes = wanted.codes.make(addresses.length, wanted.digits ?? digitsOf(purpose))
  const toBeMailed = wanted.codes.areMailed

  const now = deps.now()
  const seconds = config.CODE_TTL
  const { token, secret, challenge } = await newLinkedChallenge(deps, { purpose, subject, askedBy, now })
  const macs = await Promise.all(
    codes.map((code, index) => codeMac(keyring, { purpose, challenge: secret, index, code })),
  )
  const { expiresAt: linkExpiresAt, withdraw } = await enterChallenge(deps, {
    challenge,
    mailedTo: toBeMailed ? addresses : [],
    earlierStep,
    sid,
    ...(isHuman !== undefined && { isHuman }),
    asRead,
    proven,
    now,
  })
  const pending: PendingCode = {
    purpose,
    subject,
    email,
    macs,
    ...(newEmail !== undefined && { newEmail }),
    ...(securityVersion !== undefined && { securityVersion }),
    ...(methods && { methods: [...methods] }),
  }
  try {
    await store.keyValue.putPendingCode(challenge.id, pending, { seconds })
  } catch (failure) {
    withdraw()
    throw failure
  }
  const expiresAt = now + seconds * 1_000
  const step = await sealStep(
    keyring,
    { purpose, challenge: secret, macs, ...(wanted.isForLink && { email, codeUntil: expiresAt }) },
    { now, seconds: wanted.isForLink ? Math.ceil((linkExpiresAt - now) / 1_000) : seconds },
  )
  return { id: challenge.id, codes, step, seconds, expiresAt, linkExpiresAt, token, toBeMailed, withdraw }
}
