import { signInAgain, strongestOf } from '../account/fresh.ts'
import type { Factors } from '../../store/pieces/factors.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { derivedCode, isDerivedCode } from '../ledger/derived-code.ts'
import { enterChallenge } from '../ledger/enter.ts'
import { newChallenge } from '../ledger/new-challenge.ts'
import { digitsOf, TRIES_PER_CODE } from '../ledger/purposes.ts'
import { codeRefusal, codeRefused, codeRefusedThere, newClaim } from '../ledger/redeem.ts'
import { reserveCode } from '../ledger/reserve.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { mailNow } from '../mail-now.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'

const purpose = 'reauthenticate'
const digits = digitsOf(purpose)

/** A right code, which the transaction that makes the session fresh still has to win. */
export type MailedProof = NonNullable<Parameters<Deps['store']['deeds']['proveAgain']>[0]['mailed']>

/**
 * Mails a code to the user of a session. Only where the account has nothing stronger than its mailbox.
 *
 * @returns how long the code is good, in seconds
 * @throws Failure token_refused, sign_in_again, invalid_input, too_many_requests, unavailable
 */
export async function mailReauthentication(deps: Deps, caller: Caller): Promise<number> {
  const { config, keyring, mailer, store } = deps
  const held = heldBy(caller)
  const { sid } = held
  const now = deps.now()
  const found = await store.queries.sessionWithFactors({ held, now })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { user, factors } = found
  requireMailbox(user, factors)
  const { challenge } = await newChallenge(deps, { purpose, subject: user.id, askedBy: sid, now })
  const code = await derivedCode(keyring, challenge.id, digits)
  const { expiresAt, withdraw } = await enterChallenge(deps, {
    challenge,
    mailedTo: [user.email],
    sid,
    asRead: user,
    proven: undefined,
    now,
  })
  const envelope = { to: user.email, language: languageOf(user, deps), key: challenge.id }
  const mail = { ...envelope, code, minutes: config.CODE_TTL / 60, ...requestOrigin(deps) }
  await mailNow(deps, { expiresAt, withdraw }, (deadline) => ({
    email: mailer.reauthenticateCode({ ...mail, deadline }),
  }))
  return config.CODE_TTL
}

/**
 * Proves the mailbox by that code, in the session that has asked for it.
 *
 * @throws Failure token_refused, sign_in_again, invalid_code
 */
export async function proveMailedCode(
  deps: Deps,
  { caller, code, now }: { caller: Caller; code: string; now: number },
): Promise<MailedProof> {
  const { config, keyring, store } = deps
  const bounds = { begunAfter: now - config.CODE_TTL * 1_000, maxTries: TRIES_PER_CODE }
  const held = heldBy(caller)
  const { sid } = held
  const found = await store.queries.codesOfSession({ held, purpose, ...bounds, now })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { user, factors, ids } = found
  requireMailbox(user, factors)
  const failures = codeFailureList({ subject: user.id, purpose })
  const [id] = ids
  if (id === undefined) throw codeRefused(deps, purpose, 'none_asked_for', user.id)
  if (!(await isDerivedCode(keyring, { challengeId: id, code, digits }))) {
    const wrong = codeRefusal(deps, purpose, 'wrong', user.id)
    await reserveCode(deps, { id, subject: user.id, purpose, email: user.email, failures, sid, wrong, now })
    throw codeRefusedThere(deps, purpose, 'wrong', user.id)
  }
  // A right code is told only to who had a try left: the statement that uses it up decides both.
  return { claim: newClaim({ id, purpose, now }), failures, ...bounds }
}

function requireMailbox(user: User, factors: Factors): void {
  if (!strongestOf({ ...user, hasPasskey: factors.passkeys > 0 }).includes('mailbox'))
    throw signInAgain(user, factors)
}
