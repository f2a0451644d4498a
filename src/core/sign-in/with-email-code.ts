import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { CodeMaker } from '../ledger/code-maker.ts'
import { codeRefused } from '../ledger/redeem.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { askSecondStep } from '../second-step/ask.ts'
import { passSecondStep } from '../second-step/pass.ts'
import { openSecondStep } from '../tokens/second-step-token.ts'
import { lacksSecondStep } from './attempt.ts'
import { openSession, type SignedIn } from './open-session.ts'
import { accountDeleting, deletingLine } from './refuse-deleting.ts'
import { afterRightPassword } from './verify-password.ts'
import { beginEmailCode, proveEmailCode } from './ways/email-code.ts'
import { type PasswordProof, provePassword } from './ways/password.ts'

/** What the browser keeps for step two, for how many seconds, and where the code of step two comes from. */
type Started = { step: string; seconds: number; method: 'email' | 'totp' }

/**
 * Step one: checks the password, then mails a code. An account that asks for a second step gets no mail: its own
 * second step is stronger than a mailed code, which would be a third one. Nothing that this leaves behind is a session.
 *
 * @throws Failure wrong_credentials, too_many_requests, human_check_required, unavailable;
 *   second_step_required when the account has nothing that can be typed here
 */
export async function startSignIn(
  deps: Deps,
  {
    email,
    password,
    codes,
    earlierStep,
  }: { email: string; password: string; codes: CodeMaker; earlierStep: string | undefined },
): Promise<Started> {
  const proof = await provePassword(deps, { email, password })
  if (lacksSecondStep(proof.user, [proof])) return waitForSecondStep(deps, proof)
  await refuseDeleting(deps, proof)
  const issued = await beginEmailCode(deps, { password: proof, codes, earlierStep })
  return { ...issued, method: 'email' }
}

/** Nobody waits for a code that would sign them in nowhere. */
async function refuseDeleting(deps: Deps, { user, at, proven: { tried } }: PasswordProof): Promise<void> {
  const { deletesAt } = user
  if (deletesAt === null) return
  deps.defer(deps.store.deeds.cancelTry(tried, { subject: user.id, line: deletingLine(deps) }))
  const about = { deletesAt, proven: ['password'], provenAt: at, device: tried.device } as const
  throw await accountDeleting(deps, user, about)
}

async function waitForSecondStep(deps: Deps, proof: PasswordProof): Promise<Started> {
  const { user, proven } = proof
  const next = await askSecondStep(deps, {
    account: user,
    proof,
    device: proven.tried.device,
    deed: (challenge) =>
      afterRightPassword(deps, proven.tried, () => deps.store.deeds.askSecondStep({ challenge, proven })),
  })
  if (!next) throw new Failure('wrong_credentials', { reason: 'changed_meanwhile' })
  deps.record({ event: 'second_step_asked', outcome: 'success', userId: user.id })
  const isTyped = next.methods.some((method) => method === 'totp' || method === 'recovery_code')
  if (!isTyped) throw new Failure('second_step_required', { reason: 'passkey_only' })
  return { step: next.token, seconds: next.expiresIn, method: 'totp' }
}

/**
 * Step two: the mailed code, or the second step of the account, opens a session.
 *
 * @throws Failure invalid_code, second_step_refused, unavailable
 */
export async function finishSignIn(
  deps: Deps,
  {
    step,
    proof,
  }: {
    step: string
    proof: { code: string } | { recoveryCode: string }
  },
): Promise<SignedIn> {
  if (await openSecondStep(deps.keyring, step, { now: deps.now() })) {
    const answer =
      'code' in proof
        ? ({ kind: 'totp', code: proof.code } as const)
        : ({ kind: 'recovery_code', code: proof.recoveryCode } as const)
    return passSecondStep(deps, { token: step, answer })
  }
  if (!('code' in proof)) throw codeRefused(deps, 'sign_in', 'recovery_code_for_a_mailed_one')
  return finishWithEmailCode(deps, { step, code: proof.code })
}

async function finishWithEmailCode(
  deps: Deps,
  { step, code }: { step: string; code: string },
): Promise<SignedIn> {
  const { store } = deps
  const { mailbox } = await proveEmailCode(deps, { step, code })
  const { claim, userId } = mailbox
  const session = await openSession(deps, {
    userId,
    proven: ['password', 'mailbox'],
    recordedAs: { event: 'signed_in', reason: 'email_code' },
    now: claim.now,
    deed: ({ session, max, devices, earlierSid, line }) =>
      store.deeds.signInWithCode({
        claim,
        session,
        max,
        line,
        devices,
        failures: codeFailureList({ subject: userId, purpose: claim.purpose }),
        earlierSid,
      }),
  })
  if (!session) throw codeRefused(deps, 'sign_in', 'claimed_by_another')
  return session
}
