import type { Deps } from '../deps.ts'
import type { Asked, SecondProof } from './asked.ts'
import { proveRecoveryCode } from './ways/recovery-code.ts'
import { proveTotp } from './ways/totp.ts'

/** What somebody answers when they are asked for one more proof. */
export type Answer = { kind: 'totp' | 'recovery_code'; code: string }

/** @throws Failure second_step_refused, token_refused, too_many_requests, human_check_required, unavailable */
export const prove = (deps: Deps, { kind, code }: Answer, asked: Asked): Promise<SecondProof> =>
  kind === 'totp' ? proveTotp(deps, code, asked) : proveRecoveryCode(deps, code, asked)
