import { and, eq, isNull, ne, or, type SQL } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { sessions } from '../tables/sessions.ts'

/** Holds for what this request has ended already, when the answer of its first run was lost. */
export const isEndedBy = (by: Given<string>) => eq(sessions.revokedBy, by)

/** Not ended, or ended by this request. */
export const isEndable = (by: Given<string>) => or(isNull(sessions.revokedAt), isEndedBy(by))

/**
 * Ends the sessions of a user, all but `keep`, where `condition` holds. `by` is the request's own name.
 * Answers their ids.
 */
export const endSessions = (
  db: Database,
  {
    userId,
    reason,
    by,
    keep,
    now,
    condition,
  }: {
    userId: Given<string>
    reason: string
    by: Given<string>
    keep?: Given<string> | undefined
    now: Given<number>
    condition: SQL | undefined
  },
) =>
  db
    .update(sessions)
    .set({ revokedAt: now, revokedReason: reason, revokedBy: by })
    .where(
      and(
        eq(sessions.userId, userId),
        keep === undefined ? undefined : ne(sessions.id, keep),
        isEndable(by),
        condition,
      ),
    )
    .returning({ id: sessions.id })

export const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)
