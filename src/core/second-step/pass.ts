import type { Deps } from '../deps.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'
import { wrongSecondSteps } from '../limits/code-failures.ts'
import { openSession, type SignedIn } from '../sign-in/open-session.ts'
import { accountDeleting, deletingLine } from '../sign-in/refuse-deleting.ts'
import { openSecondStep } from '../tokens/second-step-token.ts'
import { markedDevice } from './devices.ts'
import { type Answer, prove } from './prove.ts'
import { secondStepRefused } from './refused.ts'
import { tellOfRecoveryCode } from './tell-of-recovery-code.ts'

/**
 * Ends a sign-in that waits for its second step. Two round trips: the try is reserved before anybody compares, and
 * the proof is used up in the transaction that opens the session.
 *
 * @throws Failure second_step_refused, for everything that can be wrong alike; too_many_requests,
 *   human_check_required, unavailable
 */
export async function passSecondStep(
  deps: Deps,
  { token, answer }: { token: string; answer: Answer },
): Promise<SignedIn> {
  const { keyring, store } = deps
  const now = deps.now()
  const waiting = await openSecondStep(keyring, token, { now })
  if (!waiting) throw secondStepRefused(deps, 'token')
  const { userId, securityVersion, proven, device } = waiting
  const id = await challengeId(waiting.challenge)
  const proof = await prove(deps, answer, {
    waiting: { id, userId },
    isAfterPassword: proven === 'password',
    now,
  })
  const claim = { ...newClaim({ id, purpose: 'second_step', now }), counted: proof.counted }
  const passkeyId = proof.spending.kind === 'passkey' ? proof.spending.id : undefined
  let deletesAt: number | null = null
  const session = await openSession(deps, {
    userId,
    proven: [proven, proof.kind],
    passkeyId,
    recordedAs: { event: 'signed_in', reason: `${proven}, ${proof.kind}` },
    device: markedDevice(device),
    now,
    async deed({ session, max, devices, earlierSid, line }) {
      const passed = await store.deeds.passSecondStep({
        claim,
        spending: proof.spending,
        tried: proof.tried,
        wrongCodes: wrongSecondSteps(userId),
        securityVersion,
        session,
        max,
        devices,
        earlierSid,
        line,
        deleting: deletingLine(deps),
      })
      if (passed) tellOfRecoveryCode(deps, { ...passed, since: session.beganAt })
      deletesAt = passed?.user.deletesAt ?? null
      return passed
    },
  })
  if (deletesAt !== null) {
    const about = { deletesAt, proven: [proven, proof.kind], provenAt: now, passkeyId }
    const account = { id: userId, securityVersion }
    throw await accountDeleting(deps, account, { ...about, device: markedDevice(device) })
  }
  if (!session) throw secondStepRefused(deps, 'used_or_changed_meanwhile', userId)
  return session
}
