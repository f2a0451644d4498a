import type { Given } from '../database.ts'

/**
 * What a recovery changes of its account: somebody got in by a mailbox, by a link that takes the account back or by a
 * recovery code, and may be a thief. From then on the account settles (core/account/settled.ts).
 */
export const recovered = (now: Given<number>) => ({ recoveredAt: now })
