import type { Deps } from '../deps.ts'
import type { CodeMaker } from '../ledger/code-maker.ts'
import { codeMail } from '../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { newChallenge } from '../ledger/new-challenge.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { requireHuman } from '../limits/human.ts'
import { bucketOf } from '../limits/mail-budgets.ts'
import { addressSubject } from '../limits/subject.ts'
import { mailNow } from '../mail-now.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { sealStep, type Step } from '../tokens/step-token.ts'

/**
 * Mails a code to an address, account or not: the answer tells nothing.
 *
 * @throws Failure invalid_input, human_check_required, too_many_requests, unavailable
 */
export async function requestMailboxCode(
  deps: Deps,
  {
    email,
    codes,
    earlierStep,
    sid,
  }: { email: string; codes: CodeMaker; earlierStep: string | undefined; sid: string | undefined },
): Promise<IssuedCode> {
  const { client, keyring, mailer } = deps
  await requireHuman(deps)
  const subject = await addressSubject(keyring, email)
  const issued = await issueCode(deps, { purpose: 'mailbox', subject, email, codes, earlierStep, sid })
  if (issued.toBeMailed) {
    const { language } = client
    await mailNow(deps, { expiresAt: issued.expiresAt }, (deadline) => ({
      email: mailer.mailboxCode(codeMail(deps, issued, { to: email, language, deadline })),
    }))
  }
  return issued
}

/**
 * Proves a mailbox by its code. The proof is a challenge of its own: good for one account, once.
 *
 * @throws Failure invalid_code, too_many_requests, human_check_required, unavailable
 */
export async function proveMailbox(
  deps: Deps,
  { step, code, caller }: { step: string; code: string; caller: TokenClaims | undefined },
): Promise<{ proof: string; seconds: number }> {
  const { keyring, record, store } = deps
  const opened = await openCode(deps, { purpose: 'mailbox', step })
  const claim = await tryCodes(deps, opened, { codes: [code], sid: caller?.sid })

  const { subject, email } = opened.pending
  const { now } = claim
  const purpose = 'create_account'
  const { secret, challenge: proof, seconds } = await newChallenge(deps, { purpose, subject, now })
  const ended = await store.deeds.proveMailbox({
    claim,
    email,
    proof,
    failures: codeFailureList({ subject, purpose: 'mailbox' }),
    bucket: await bucketOf(deps, { purpose: 'mailbox', email }),
    callerSid: caller?.sid,
  })
  if (!ended) throw codeRefused(deps, 'mailbox', 'claimed_by_another')
  announceEnd(deps, ended)
  record({ event: 'mailbox_proven', outcome: 'success', ...(caller && { userId: caller.userId }) })

  const content = { purpose, challenge: secret, macs: [], email } satisfies Step
  return { proof: await sealStep(keyring, content, { now, seconds }), seconds }
}
