import { and, eq, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { endSessions, ids, isEndedBy } from '../pieces/end-sessions.ts'
import { type Held, isHeld } from '../pieces/live-session.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

/**
 * Ends every session of whoever holds this one, and makes every device unknown. `by` is the request's own
 * name. Answers the ids of those whose access tokens may live, or undefined when nothing was done.
 */
export const signOutEverywhere = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      by,
      line,
      now,
    }: {
      held: Held
      by: string
      line: Line
      now: number
    }): Promise<string[] | undefined> => {
      const isCallers = or(isHeld(held, { now, notBefore }), and(eq(sessions.id, held.sid), isEndedBy(by)))
      const userId = sql<string>`(select ${sessions.userId} from ${sessions} where ${isCallers})`
      const { caller, ended } = await transaction(db, {
        caller: db.select({ id: sessions.id }).from(sessions).where(isCallers),
        devices: db
          .update(users)
          .set({ deviceEpoch: sql`${users.deviceEpoch} + 1`, changedBy: by })
          .where(and(eq(users.id, userId), sql`${users.changedBy} is not ${by}`)),
        ended: endSessions(db, { userId, reason: 'signed_out_everywhere', by, now, condition: sql`true` }),
        line: writeLine(db, line, { subject: userId }),
      })
      return caller[0] && ids(ended)
    },
  )
