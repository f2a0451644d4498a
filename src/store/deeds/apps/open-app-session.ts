import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { ids, isEndable, isEndedBy } from '../../pieces/end-sessions.ts'
import { sessionIsOf } from '../../pieces/live-session.ts'
import { type AppSession, openAppSession as openOne } from '../../pieces/open-session.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { apps } from '../../tables/apps.ts'
import { grants } from '../../tables/grants.ts'
import { sessions } from '../../tables/sessions.ts'

/**
 * Opens the session of an app once: its id stands in the code, so a second request finds the row of the first one and
 * ends it. The browser's session has to be alive, and the user must not have taken back what the app may do. Of more than
 * `max` of this app and this browser the oldest end.
 */
export const openAppSession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      session,
      max,
      reused,
      now,
    }: {
      session: AppSession
      max: number
      /** What the owner reads of a code that comes again. */
      reused: Line
      now: number
    }): Promise<{ isOpened: boolean; isReused: boolean; ended: string[] }> => {
      const at = { now, notBefore }
      const { id: sid, userId, appId, parentId, openedBy: by } = session
      const isPossible = and(eq(apps.id, appId), isAllowed(userId), sessionIsOf(parentId, userId, at))
      const { opened, ended } = openOne(db, {
        session,
        source: sql`from ${apps} where ${isPossible}`,
        max,
        at,
      })
      const done = await transaction(db, {
        opened,
        ...endReused(db, { sid, appId, userId, by, line: reused, now }),
        ended,
        mine: db
          .select({ id: sessions.id })
          .from(sessions)
          .where(and(eq(sessions.id, sid), eq(sessions.openedBy, by), isNull(sessions.revokedAt))),
      })
      return {
        isOpened: done.mine.length === 1,
        isReused: done.reused.length === 1,
        ended: ids(done.ended),
      }
    },
  )

/** An app of our own asks nobody. */
const isAllowed = (userId: string) =>
  or(
    eq(apps.kind, 'first_party'),
    sql`exists (select 1 from ${grants} where ${and(eq(grants.userId, userId), eq(grants.appId, apps.id))})`,
  )

type Reused = { sid: string; appId: string; userId: string; by: string; line: Line; now: number }

function endReused(db: Connection['db'], { sid, appId, userId, by, line, now }: Reused) {
  const isThis = and(eq(sessions.id, sid), eq(sessions.appId, appId), sql`${sessions.openedBy} is not ${by}`)
  return {
    reused: db
      .update(sessions)
      .set({ revokedAt: now, revokedReason: 'code_reused', revokedBy: by })
      .where(and(isThis, isEndable(by)))
      .returning({ id: sessions.id }),
    line: writeLine(db, line, {
      subject: userId,
      condition: sql`exists (select 1 from ${sessions} where ${and(isThis, isEndedBy(by))})`,
    }),
  }
}

/** Ends what a code has opened that comes again. Answers whether it had opened something that was not over. */
export const endReusedCode = ({ db }: Connection) =>
  repeatable(async (given: Reused): Promise<boolean> => {
    const { reused } = await transaction(db, endReused(db, given))
    return reused.length === 1
  })
