import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'

/** The one answer to everything that can be wrong with a second step. */
export function secondStepRefused(
  { record }: Pick<Deps, 'record'>,
  reason: string,
  userId?: string,
): Failure {
  record({
    event: 'second_step_refused',
    outcome: 'refused',
    reason,
    ...(userId !== undefined && { userId }),
  })
  return new Failure('second_step_refused', { reason })
}
