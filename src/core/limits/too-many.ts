import { Failure } from '../failure.ts'

/** The refusal of a spent budget: come back when `until` is there. Both moments in milliseconds. */
export const tooMany = (until: number, now: number, reason: string) =>
  new Failure('too_many_requests', { retryAfter: Math.max(1, Math.ceil((until - now) / 1000)), reason })
