import type { Deps } from '../deps.ts'
import type { AuthenticationResponse } from '../passkeys/bodies.ts'
import type { Asked, SecondProof } from './asked.ts'
import { provePasskey } from './ways/passkey.ts'
import { proveRecoveryCode } from './ways/recovery-code.ts'
import { proveTotp } from './ways/totp.ts'

/** What somebody answers when they are asked for one more proof. */
export type Answer =
  { kind: 'totp' | 'recovery_code'; code: string } | { kind: 'passkey'; credential: AuthenticationResponse }

/** @throws Failure second_step_refused, token_refused, too_many_requests, human_check_required, unavailable */
export function prove(deps: Deps, answer: Answer, asked: Asked): Promise<SecondProof> {
  if (answer.kind === 'passkey') return provePasskey(deps, answer.credential, asked)
  return answer.kind === 'totp'
    ? proveTotp(deps, answer.code, asked)
    : proveRecoveryCode(deps, answer.code, asked)
}
