import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type AppCredentials, hasCredentials } from '../../pieces/app-credentials.ts'
import { isEndable, isEndedBy } from '../../pieces/end-sessions.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { apps } from '../../tables/apps.ts'
import { sessions } from '../../tables/sessions.ts'

/** Ends a session of an app that has these credentials. Answers whether there is such an app, and whose session has ended. */
export const endAppSession = ({ db }: Connection) =>
  repeatable(
    async ({
      sid,
      by,
      line,
      now,
      ...credentials
    }: AppCredentials & { sid: string | undefined; by: string; line: Line; now: number }): Promise<{
      isApp: boolean
      userId: string | undefined
    }> => {
      const isRight = hasCredentials(credentials)
      const owner = sql<string>`(select ${sessions.userId} from ${sessions} where ${and(eq(sessions.id, sid ?? ''), isEndedBy(by))})`
      const { app, ended } = await transaction(db, {
        app: db.select({ id: apps.id }).from(apps).where(isRight),
        ended: db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'ended_by_app', revokedBy: by })
          .where(
            and(
              eq(sessions.id, sid ?? ''),
              eq(sessions.appId, credentials.appId),
              isEndable(by),
              sql`exists (select 1 from ${apps} where ${isRight})`,
            ),
          )
          .returning({ userId: sessions.userId }),
        line: writeLine(db, line, { subject: owner }),
      })
      return { isApp: app.length === 1, userId: ended[0]?.userId }
    },
  )
