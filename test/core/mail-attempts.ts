import type { Attempt } from '../../src/email/deliver.ts'

/** What a carrier answers for a mail that it may take at another time, and for one that it never will. */

export const later = (reason: string): Attempt => ({ outcome: 'later', reason, retryAfterMs: 0 })

export const never = (about: 'this address' | 'any mail', reason: string): Attempt => ({
  outcome: 'never',
  about,
  reason,
})
