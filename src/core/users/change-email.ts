import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import { circumstances, languageOf } from '../circumstances.ts'
import { type IssuedCode, issueCode } from '../codes/issue.ts'
import { codeRefused, openCode, tryCodes } from '../codes/redeem.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { mailNow } from '../mail-now.ts'
import { announceEnd, newSession, type TokenPair, tokensOf } from '../sessions/session.ts'
import type { Claims } from '../tokens/access-token.ts'

/** How long the old address can take the account back. */
const UNDO_DAYS = 7
const UNDO_SECONDS = UNDO_DAYS * 86_400

/**
 * Step one: a code to the present address and another to the new one; both are needed. An address that
 * belongs to somebody else gets a notice instead, the answer is the same, and the flow cannot succeed.
 *
 * @throws Failure invalid_input, token_refused, too_many_requests, unavailable
 */
export async function startEmailChange(
  deps: Deps,
  { caller, newEmail, testPassword }: { caller: Claims; newEmail: string; testPassword: string | undefined },
): Promise<IssuedCode> {
  const { config, mailer, store } = deps
  const found = await store.users.bySessionAndEmail({ sid: caller.sid, email: newEmail, now: deps.now() })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { user, taken } = found
  if (user.email === newEmail)
    throw new Failure('invalid_input', { issues: [{ member: 'newEmail', rule: 'unchanged' }] })

  const issued = await issueCode(deps, {
    purpose: 'change_email',
    subject: user.id,
    email: user.email,
    newEmail,
    securityVersion: user.securityVersion,
    digits: 6,
    testPassword,
  })
  if (!issued.toBeMailed) return issued

  const [forCurrent = '', forNew = ''] = issued.codes
  await mailNow(deps, issued.expiresAt, (deadline) => {
    const facts = {
      language: languageOf(user, deps),
      deadline,
      minutes: config.CODE_TTL / 60,
      ...circumstances(deps),
    }
    const toNew = { ...facts, to: newEmail, key: `${issued.id}/new` }
    return Promise.all([
      mailer.currentAddressCode({
        ...facts,
        to: user.email,
        key: `${issued.id}/current`,
        code: forCurrent,
        newEmail,
      }),
      taken ? mailer.addressTaken(toNew) : mailer.newAddressCode({ ...toNew, code: forNew }),
    ])
  })
  return issued
}

/**
 * Step two: both codes move the account, once, if the address is still free and nothing else has changed
 * meanwhile. Every session ends, the caller's goes on with new tokens; both addresses are told.
 *
 * @throws Failure invalid_code, unavailable
 */
export async function finishEmailChange(
  deps: Deps,
  {
    caller,
    step,
    currentCode,
    newCode,
  }: { caller: Claims; step: string; currentCode: string; newCode: string },
): Promise<TokenPair> {
  const { client, config, record, store } = deps
  const refused = (reason: string) => codeRefused(deps, 'change_email', reason)
  const opened = await openCode(deps, { purpose: 'change_email', step })
  const { subject: userId, email: from, newEmail: to, securityVersion } = opened.pending
  if (userId !== caller.userId || to === undefined || securityVersion === undefined) throw refused('foreign')
  const claim = await tryCodes(deps, opened, [currentCode, newCode])

  const { link, challenge: undo } = await prepareUndo(deps, { userId, email: from, now: claim.now })
  const changed = await store.redemptions.changeEmail({
    ...claim,
    change: { userId, from, to, securityVersion },
    callerSid: caller.sid,
    successor: newSession({ userId, now: claim.now }, { client, config }),
    undo,
  })
  if (!changed) throw refused('claimed_by_another_or_not_possible')

  const { user, session, ended } = changed
  announceEnd(deps, ended)
  const facts = { language: languageOf(user, deps), ...circumstances(deps) }
  const left = { ...facts, to: from, key: `${undo.id}/left`, newEmail: to, link, days: UNDO_DAYS }
  deps.defer(deps.mailer.addressLeft(left))
  deps.defer(deps.mailer.addressEntered({ ...facts, to, key: `${undo.id}/entered` }))
  record({ event: 'email_changed', outcome: 'success', userId, sid: session.id })
  return tokensOf(session, user, deps)
}

/**
 * Gives the account back to the address it has left: for whoever still reads that mailbox after somebody
 * else has moved the account. Every session ends.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign tokens alike
 */
export async function undoEmailChange(deps: Deps, { token }: { token: string }): Promise<void> {
  const { record, store } = deps
  const id = base64url(await sha256(utf8(token)))
  const pending = await store.pendingCodes.get(id)
  if (pending?.purpose !== 'undo_email_change') throw new Failure('invalid_link')
  const { subject: userId, email } = pending
  const ended = await store.redemptions.undoEmailChange({
    id,
    claim: randomToken(),
    now: deps.now(),
    userId,
    email,
  })
  if (!ended) throw new Failure('invalid_link')
  announceEnd(deps, ended)
  record({ event: 'email_change_undone', outcome: 'success', userId })
}

/** The undo link's payload goes to KV first: an entry in the ledger without it would be a dead link. */
async function prepareUndo(
  { config, store }: Pick<Deps, 'config' | 'store'>,
  { userId, email, now }: { userId: string; email: string; now: number },
) {
  const token = randomToken()
  const id = base64url(await sha256(utf8(token)))
  const purpose = 'undo_email_change' as const
  await store.pendingCodes.put(id, { purpose, subject: userId, email, macs: [] }, { seconds: UNDO_SECONDS })
  const challenge = {
    id,
    subject: userId,
    purpose,
    tries: 0,
    createdAt: now,
    expiresAt: now + UNDO_SECONDS * 1000,
  }
  return { challenge, link: `${config.APP_URL}/undo-email-change#token=${token}` }
}
