import type { RecordEvent } from '../core/audit/record.ts'
import { Failure } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'

/** What was thrown, as a failure. What is wrong with us is logged here; refusals are logged where they are decided. */
export function toFailure(error: Error, c: AppContext): Failure {
  const failure =
    error instanceof Failure ? error : new Failure('internal', { cause: error, reason: trace(error) })
  if (failure.code === 'internal' || failure.code === 'unavailable') {
    const record: RecordEvent | undefined = c.var.deps?.record
    const reason = [failure.details.reason, rootCause(failure)].filter(Boolean).join(': ')
    record?.({ event: 'request_refused', outcome: 'failure', reason: `${failure.code}: ${reason}` })
  }
  return failure
}

/** Where it happened, without the message: a message can hold what a client sent. */
const trace = (error: Error) =>
  `${error.name} ${(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .join(' ')}`

/** A vendor's own words for an outage. Drizzle's wrapper would add the statement with its values. */
function rootCause(failure: Failure): string | undefined {
  if (failure.code !== 'unavailable') return undefined
  let cause = failure.cause
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  return cause instanceof Error ? cause.message.slice(0, 200) : undefined
}
