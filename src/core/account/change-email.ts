import { requestOrigin, languageOf } from '../request-origin.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { mailNow } from '../mail-now.ts'
import { announceEnd, newSession, type TokenPair, tokensOf } from '../sign-in/open-session.ts'
import type { Claims } from '../tokens/access-token.ts'
import { prepareUndo, UNDO_DAYS } from './undo-email-change.ts'

/**
 * Step one: a code to the present address and another to the new one; both are needed. An address that
 * belongs to somebody else gets a notice instead, the answer is the same, and the flow cannot succeed.
 *
 * @throws Failure invalid_input, token_refused, too_many_requests, unavailable
 */
export async function startEmailChange(
  deps: Deps,
  { caller, newEmail, testPassword }: { caller: Claims; newEmail: string; testPassword: unknown },
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
      ...requestOrigin(deps),
    }
    const toNew = { ...facts, to: newEmail, key: `${issued.id}/new` }
    return [
      mailer.currentAddressCode({
        ...facts,
        to: user.email,
        key: `${issued.id}/current`,
        code: forCurrent,
        newEmail,
      }),
      taken ? mailer.addressTaken(toNew) : mailer.newAddressCode({ ...toNew, code: forNew }),
    ]
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
  const changed = await store.addresses.changeEmail({
    ...claim,
    change: { userId, from, to, securityVersion },
    callerSid: caller.sid,
    successor: newSession({ userId, now: claim.now }, { client, config }),
    undo,
  })
  if (!changed) throw refused('claimed_by_another_or_not_possible')

  const { user, session, ended } = changed
  announceEnd(deps, ended)
  const facts = { language: languageOf(user, deps), ...requestOrigin(deps) }
  const left = { ...facts, to: from, key: `${undo.id}/left`, newEmail: to, link, days: UNDO_DAYS }
  deps.defer(deps.mailer.addressLeft(left))
  deps.defer(deps.mailer.addressEntered({ ...facts, to, key: `${undo.id}/entered` }))
  record({ event: 'email_changed', outcome: 'success', userId, sid: session.id })
  return tokensOf(session, user, deps)
}
