import type { Deps } from '../deps.ts'
import { Failure, type Method } from '../failure.ts'
import type { CodeMaker } from '../ledger/code-maker.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import type { JudgedAsker } from '../ledger/reserve.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { addressSubjects } from '../limits/subject.ts'
import { mailNow } from '../mail-now.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { continueSession } from '../sign-in/open-session.ts'
import { type Caller, heldBy, type Proven, provenBy, requireUnlimited } from '../tokens/caller.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import { methodsOf } from '../second-step/ask.ts'
import { freshBySecondStep, isFresh, isFreshBySecondStep, signInAgain } from './fresh.ts'
import { requireSettled } from './settled.ts'
import { prepareUndo } from './undo-email-change.ts'

const purpose = 'change_email'

/**
 * Step one: a code to the present address and another to the new one; both are needed. An address that
 * somebody else owns gets a notice instead, the answer is the same, and the flow cannot succeed.
 *
 * @throws Failure invalid_input, token_refused, email_not_verified, second_step_required, sign_in_again,
 *   recently_recovered, too_many_requests, unavailable
 */
export async function startEmailChange(
  deps: Deps,
  {
    caller,
    newEmail,
    codes,
    earlierStep,
    mustBeFresh = false,
  }: {
    caller: Caller
    newEmail: string
    codes: CodeMaker
    earlierStep?: string | undefined
    /** Whatever the account asks for. */
    mustBeFresh?: boolean
  },
): Promise<IssuedCode> {
  const { mailer, store } = deps
  const held = heldBy(caller)
  const asked = { held, email: newEmail, now: deps.now() }
  const found = await store.queries.userBySessionAndOwner(asked)
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { session, user, factors, lastProof, taken } = found
  requireUnlimited(caller, user, deps.config)
  // What an unverified account is moved to would count as proven, and its undo link would reserve an address.
  if (user.verifiedAt === null) throw new Failure('email_not_verified')
  const isGuarded = user.secondStepAt !== null
  const proven = provenBy(caller, session)
  if ((mustBeFresh || isGuarded) && !isFresh(deps, proven, { ...user, hasPasskey: factors.passkeys > 0 }))
    throw signInAgain(user, factors)
  requireSettled(user, { factors, lastProof, proven, now: deps.now() })
  if (user.email === newEmail)
    throw new Failure('invalid_input', { issues: [{ member: 'newEmail', rule: 'unchanged' }] })

  const issued = await issueCode(deps, {
    purpose,
    subject: user.id,
    email: user.email,
    newEmail,
    askedBy: held.sid,
    earlierStep,
    securityVersion: user.securityVersion,
    ...(isGuarded && { methods: methodsOf(factors) }),
    codes,
  })
  if (!issued.toBeMailed) return issued

  const [forCurrent = '', forNew = ''] = issued.codes
  await mailNow(deps, issued, (deadline) => {
    const facts = {
      language: languageOf(user, deps),
      deadline,
      minutes: issued.seconds / 60,
      ...requestOrigin(deps),
    }
    const toNew = { ...facts, to: newEmail, key: `${issued.id}/new` }
    const toCurrent = { ...facts, to: user.email, key: `${issued.id}/current` }
    return {
      email: mailer.currentAddressCode({ ...toCurrent, code: forCurrent, newEmail }),
      newEmail: taken ? mailer.addressTaken(toNew) : mailer.newAddressCode({ ...toNew, code: forNew }),
    }
  })
  return issued
}

/**
 * Step two: both codes move the account, once, if the address is still free and nothing else has changed
 * meanwhile. Every session ends, the caller's goes on with new tokens; both addresses are told.
 *
 * @throws Failure invalid_code, sign_in_again, token_refused, email_not_verified, second_step_required, unavailable
 */
export async function finishEmailChange(
  deps: Deps,
  {
    caller,
    step,
    currentCode,
    newCode,
  }: { caller: Caller; step: string; currentCode: string; newCode: string },
): Promise<TokenPair> {
  const { mailer, store } = deps
  const refused = (reason: string) => codeRefused(deps, purpose, reason)
  const opened = await openCode(deps, { purpose, step })
  const { subject: userId, email: from, newEmail: to, securityVersion, methods } = opened.pending
  if (userId !== caller.userId || to === undefined || securityVersion === undefined) throw refused('foreign')
  const { sid } = heldBy(caller)
  const asker = judgedAsker(deps, caller, methods as Method[] | undefined)
  const claim = await tryCodes(deps, opened, { codes: [currentCode, newCode], sid, asker })

  const { link, challenge: undo, days } = await prepareUndo(deps, { userId, email: from, now: claim.now })
  const names = await Promise.all([from, to].map((each) => addressSubjects(deps.keyring, each)))
  let language = deps.client.language
  const tokens = await continueSession(deps, {
    userId,
    now: claim.now,
    recordedAs: { event: 'email_changed' },
    deed: async ({ session, line }) => {
      const changed = await store.deeds.changeEmail({
        claim,
        failures: codeFailureList({ subject: userId, purpose }),
        change: { userId, from, to, securityVersion },
        callerSid: sid,
        successor: session,
        line,
        undo,
        addressSubjects: names.flat(),
        surviving: SURVIVES_EVERYTHING,
      })
      if (changed) language = languageOf(changed.user, deps)
      return changed
    },
  })
  if (!tokens) throw refused('claimed_by_another_or_not_possible')

  const facts = { language, ...requestOrigin(deps) }
  deps.defer(mailer.addressLeft({ ...facts, to: from, key: `${undo.id}/left`, newEmail: to, link, days }))
  deps.defer(mailer.addressEntered({ ...facts, to, key: `${undo.id}/entered`, formerEmail: from, days }))
  return tokens
}

/**
 * Whether the caller is fresh, where the change asks for that. Of a token that is known before a try is taken. Of the
 * session of a page the statement says it that takes one, and takes none unless it is.
 *
 * @throws Failure sign_in_again
 */
function judgedAsker(
  deps: Deps,
  caller: Caller,
  methods: readonly Method[] | undefined,
): JudgedAsker | undefined {
  const requireRecent = (proven: Proven) => {
    if (methods && !isFreshBySecondStep(deps, proven)) throw new Failure('sign_in_again', { methods })
  }
  if (!('pageSid' in caller)) {
    requireRecent(caller)
    return undefined
  }
  return {
    asker: { held: heldBy(caller), fresh: methods && freshBySecondStep(deps) },
    judge(asking) {
      if (!asking) throw new Failure('token_refused', { reason: 'session_not_live' })
      requireUnlimited(caller, asking.user, deps.config)
      requireRecent(provenBy(caller, asking.session))
    },
  }
}
