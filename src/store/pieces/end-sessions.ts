import { and, eq, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
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
        // What a first run of this request has ended it finds again, whatever has become of the condition.
        or(isEndedBy(by), and(isNull(sessions.revokedAt), condition)),
      ),
    )
    .returning({ id: sessions.id })

/** Ends the session that a browser had before it signed in anew: whoever planted its cookie does not get to watch. */
export const endEarlier = (
  db: Database,
  { sid, by, now, condition }: { sid: string | undefined; by: string; now: number; condition: SQL },
) =>
  db
    .update(sessions)
    .set({ revokedAt: now, revokedReason: 'signed_in_anew', revokedBy: by })
    .where(and(eq(sessions.id, sid ?? sql`null`), ne(sessions.id, by), isEndable(by), condition))
    .returning({ id: sessions.id })

export const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)
