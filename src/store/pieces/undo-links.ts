import { and, eq } from 'drizzle-orm'
import { challenges } from '../tables/challenges.ts'
import { isGood } from './challenge.ts'
import type { Liveness } from './live-session.ts'

/** Good links that take this account back to an address that it has left. */
export const isUndoOf = (userId: string, at: Liveness) =>
  and(eq(challenges.subject, userId), eq(challenges.purpose, 'undo_email_change'), isGood(at))
