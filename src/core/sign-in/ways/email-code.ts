import type { Claim } from '../../../store/pieces/challenge.ts'
import type { ToldLine } from '../../../store/pieces/write-event.ts'
import type { User } from '../../../store/tables/users.ts'
import type { Deps } from '../../deps.ts'
import type { CodeMaker } from '../../ledger/code-maker.ts'
import { codeMail } from '../../ledger/code-mail.ts'
import { type IssuedCode, issueCode } from '../../ledger/issue.ts'
import { openCode, tryCodes } from '../../ledger/redeem.ts'
import { codesRefusedNotice } from '../../limits/code-failures.ts'
import { mailNow } from '../../mail-now.ts'
import { languageOf } from '../../request-origin.ts'
import { mailOfWrongCodes } from '../../ledger/mail-of-wrong-codes.ts'
import type { Proof } from '../proof.ts'
import { afterRightPassword } from '../verify-password.ts'
import type { PasswordProof } from './password.ts'

const purpose = 'sign_in'

/** The proof, and the right to use the code up, which the transaction that uses the proof still has to win. */
export type MailboxProof = Proof & { kind: 'mailbox'; claim: Claim }

/**
 * Mails a code to the owner of an account whose password was right.
 *
 * @throws Failure invalid_input, too_many_requests, unavailable
 */
export async function beginEmailCode(
  deps: Deps,
  {
    password: { user, proven },
    codes,
    earlierStep,
  }: { password: PasswordProof; codes: CodeMaker; earlierStep: string | undefined },
): Promise<IssuedCode> {
  const about = {
    purpose,
    subject: user.id,
    email: user.email,
    // The code confirms the address too. A stranger may have chosen the password, so it slows no guessing down.
    ...(user.verifiedAt === null && { digits: 8 as const }),
  } as const
  const issued = await afterRightPassword(deps, proven.tried, () =>
    issueCode(deps, { ...about, codes, earlierStep, asRead: user, proven: { userId: user.id, ...proven } }),
  )
  if (issued.toBeMailed) {
    const language = languageOf(user, deps)
    await mailNow(deps, issued, (deadline) => ({
      email: deps.mailer.signInCode(codeMail(deps, issued, { to: user.email, language, deadline })),
    }))
  }
  return issued
}

/**
 * Proves the mailbox by the code. The step cookie is only given after a right password, so it stands for
 * that proof too.
 *
 * @throws Failure invalid_code, too_many_requests, human_check_required, unavailable
 */
export async function proveEmailCode(
  deps: Deps,
  { step, code }: { step: string; code: string },
): Promise<{ password: Proof; mailbox: MailboxProof }> {
  const opened = await openCode(deps, { purpose, step })
  const { subject: userId, email } = opened.pending
  const claim = await tryCodes(deps, opened, {
    codes: [code],
    onMany: (refused) => deps.defer(warnOwner(deps, { userId, email, refused })),
  })
  const at = claim.now
  return {
    password: { kind: 'password', userId, at },
    mailbox: { kind: 'mailbox', userId, at, claim },
  }
}

/** Whoever gets here knew the password. The owner is told not more than once a day. */
async function warnOwner(
  deps: Deps,
  { userId, email, refused }: { userId: User['id']; email: string; refused: ToldLine | undefined },
): Promise<void> {
  const now = deps.now()
  if (!(await deps.store.deeds.takeBudget(codesRefusedNotice(userId), now, refused))) return
  await mailOfWrongCodes(deps, { userId, email, language: deps.client.language, now })
}
