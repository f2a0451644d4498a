import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { CodeMaker } from '../ledger/code-maker.ts'
import type { IssuedCode } from '../ledger/issue.ts'
import { codeRefused } from '../ledger/redeem.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import { attempt, type Demands, nextStep } from './attempt.ts'
import type { SignedIn } from './open-session.ts'
import { beginEmailCode, proveEmailCode } from './ways/email-code.ts'
import { provePassword } from './ways/password.ts'

/** This way in asks for both, whatever the account asks for. */
const DEMANDS: Demands = [{ oneOf: ['password'] }, { oneOf: ['mailbox'] }]

/**
 * Step one: checks the password and mails a code. Nothing that this leaves behind is a session.
 *
 * @throws Failure wrong_credentials, too_many_requests, human_check_required, unavailable
 */
export async function startSignIn(
  deps: Deps,
  {
    email,
    password,
    codes,
    earlierStep,
  }: { email: string; password: string; codes: CodeMaker; earlierStep: string | undefined },
): Promise<IssuedCode> {
  const proof = await provePassword(deps, { email, password })
  const next = nextStep([proof], DEMANDS)
  if (!next?.oneOf.includes('mailbox')) throw new Failure('second_step_required')
  return beginEmailCode(deps, { password: proof, codes, earlierStep })
}

/**
 * Step two: the code opens a session. The one the browser had before ends: whoever planted its cookie
 * there does not get to watch (session fixation, ASVS 7.2.4).
 *
 * @throws Failure invalid_code, second_step_required, unavailable
 */
export async function finishSignIn(
  deps: Deps,
  {
    step,
    code,
    earlierRefreshToken,
  }: { step: string; code: string; earlierRefreshToken: string | undefined },
): Promise<SignedIn> {
  const { keyring, store } = deps
  const { password, mailbox } = await proveEmailCode(deps, { step, code })
  const { claim, userId } = mailbox
  const earlier =
    earlierRefreshToken === undefined ? undefined : await readRefreshToken(keyring, earlierRefreshToken)
  const outcome = await attempt(
    deps,
    { proofs: [password, mailbox], demands: DEMANDS },
    {
      recordedAs: { event: 'signed_in', reason: 'email_code' },
      now: claim.now,
      deed: ({ session, max }) =>
        store.deeds.signInWithCode({
          claim,
          session,
          max,
          failures: codeFailureList({ subject: userId, purpose: claim.purpose }),
          earlierSid: earlier?.sid,
        }),
    },
  )
  if (!outcome) throw codeRefused(deps, 'sign_in', 'claimed_by_another')
  if ('next' in outcome) throw new Failure('second_step_required')
  return outcome.session
}
