import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import { codeMail } from '../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../ledger/issue.ts'
import { codeRefused, openCode, tryCodes } from '../ledger/redeem.ts'
import type { Deps } from '../deps.ts'
import { addressSubject } from '../limits/subject.ts'
import { requireHuman } from '../limits/human.ts'
import { mailNow } from '../mail-now.ts'
import type { Claims } from '../tokens/access-token.ts'
import { sealStep } from '../tokens/step-token.ts'

/** How long a proof of a mailbox may wait for its account (seconds). */
const PROOF_SECONDS = 900

/**
 * Mails a code to an address, account or not: the answer tells nothing.
 *
 * @throws Failure human_check_required, too_many_requests, unavailable
 */
export async function requestMailboxCode(
  deps: Deps,
  { email, testPassword }: { email: string; testPassword: unknown },
): Promise<IssuedCode> {
  const { client, keyring, mailer } = deps
  await requireHuman(deps)
  const subject = await addressSubject(keyring, email)
  const issued = await issueCode(deps, { purpose: 'mailbox', subject, email, digits: 8, testPassword })
  if (issued.toBeMailed) {
    const { language } = client
    await mailNow(deps, issued.expiresAt, (deadline) => [
      mailer.mailboxCode(codeMail(deps, issued, { to: email, language, deadline })),
    ])
  }
  return issued
}

/**
 * Proves a mailbox by its code. The proof is a challenge of its own: good for one account, once.
 *
 * @throws Failure invalid_code, unavailable
 */
export async function proveMailbox(
  deps: Deps,
  { step, code, caller }: { step: string; code: string; caller: Claims | undefined },
): Promise<{ proof: string; seconds: number }> {
  const { keyring, record, store } = deps
  const opened = await openCode(deps, { purpose: 'mailbox', step })
  const claim = await tryCodes(deps, opened, [code])

  const { subject, email } = opened.pending
  const challenge = randomToken()
  const proof = {
    id: base64url(await sha256(utf8(challenge))),
    subject,
    purpose: 'create_account' as const,
    tries: 0,
    createdAt: claim.now,
    expiresAt: claim.now + PROOF_SECONDS * 1000,
  }
  const proven = await store.mailboxes.proveMailbox({
    ...claim,
    subject,
    email,
    proof,
    callerSid: caller?.sid,
  })
  if (!proven) throw codeRefused(deps, 'mailbox', 'claimed_by_another')
  record({ event: 'mailbox_proven', outcome: 'success', ...(caller && { userId: caller.userId }) })

  const content = { purpose: 'create_account' as const, challenge, macs: [], email }
  const sealed = await sealStep(keyring, content, { now: claim.now, seconds: PROOF_SECONDS })
  return { proof: sealed, seconds: PROOF_SECONDS }
}
