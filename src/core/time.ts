import { Failure } from './failure.ts'
import { RETRY_AFTER } from './outage.ts'

/** A row may hold what is no moment: that is an outage with a record, and no error of ours. */
export function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds)
  if (Number.isNaN(time.getTime()))
    throw new Failure('unavailable', { reason: 'row_unreadable', retryAfter: RETRY_AFTER })
  return time.toISOString()
}
