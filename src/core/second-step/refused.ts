import type { ToldLine } from '../../store/pieces/write-event.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'

const eventOf = (reason: string) => ({ event: 'second_step_refused', outcome: 'refused', reason }) as const

/** Its line in the history, for the transaction that counts a wrong proof. */
export const secondStepRefusal = (
  { lineOf }: Pick<Deps, 'lineOf'>,
  reason: string,
  userId: string,
): ToldLine => ({ subject: userId, line: lineOf(eventOf(reason)) })

/** The same answer, where a transaction has written the line. */
export function secondStepRefusedThere({ log }: Pick<Deps, 'log'>, reason: string, userId: string): Failure {
  log({ ...eventOf(reason), userId })
  return new Failure('second_step_refused', { reason })
}

/** The one answer to everything that can be wrong with a second step. */
export function secondStepRefused(
  { record }: Pick<Deps, 'record'>,
  reason: string,
  userId?: string,
): Failure {
  record({ ...eventOf(reason), ...(userId !== undefined && { userId }) })
  return new Failure('second_step_refused', { reason })
}
