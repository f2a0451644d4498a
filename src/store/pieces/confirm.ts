import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { users } from '../tables/users.ts'
import { seenUser } from './last-login.ts'
import { supersede } from './challenge.ts'
import { endSessions } from './end-sessions.ts'

/**
 * Confirms the address of an account whose owner has proven both, the mailbox and the account. The first
 * confirmation ends every session but `keep`: nobody knows who else has one. It ends the links of
 * registrations too. `by` is the request's own name.
 */
export function confirm(
  db: Database,
  {
    userId,
    keep,
    by,
    now,
    condition,
  }: { userId: Given<string>; keep: Given<string> | undefined; by: string; now: number; condition: SQL },
) {
  const isFirst = sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), isNull(users.verifiedAt))})`
  return {
    endedByConfirming: endSessions(db, {
      userId,
      reason: 'email_verified',
      by,
      keep,
      now,
      condition: and(isFirst, condition),
    }),
    otherLinks: supersede(db, { subject: userId, which: { only: 'verify_email' }, now, condition }),
    confirmed: db
      .update(users)
      .set({ verifiedAt: now, warnedAt: null, updatedAt: now })
      // Once confirmed it stays as it is. Run again it finds its own work.
      .where(and(eq(users.id, userId), or(isNull(users.verifiedAt), eq(users.verifiedAt, now)), condition))
      .returning(seenUser()),
  }
}
