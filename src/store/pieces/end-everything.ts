import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { challenges } from '../tables/challenges.ts'
import { endSessions } from './end-sessions.ts'

/** `by` names the one run that does it. */
export type Ending = { userId: string; by: string; now: number }

/** Two statements: outstanding codes and links of a user end, also those that undo a change of address; sessions end. */
export const endEverything = (
  db: Database,
  { userId, by, now }: Ending,
  { reason, condition }: { reason: string; condition?: SQL },
) => ({
  superseded: db
    .update(challenges)
    .set({ supersededAt: now })
    .where(
      and(
        eq(challenges.subject, userId),
        isNull(challenges.consumedAt),
        isNull(challenges.supersededAt),
        condition,
      ),
    ),
  ended: endSessions(db, { userId, reason, by, now, condition }),
})
