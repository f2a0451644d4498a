import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Held, isHeld } from '../../pieces/live-session.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { apps } from '../../tables/apps.ts'
import { grants } from '../../tables/grants.ts'
import { sessions } from '../../tables/sessions.ts'

/**
 * Remembers what whoever holds the session allows an app. Answers whether the session is held by this user and there is
 * such an app.
 */
export const allowApp = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      userId,
      appId,
      scope,
      line,
      now,
    }: {
      held: Held
      userId: string
      appId: string
      scope: string
      line: Line
      now: number
    }): Promise<boolean> => {
      const isTheirs = and(isHeld(held, { now, notBefore }), eq(sessions.userId, userId))
      const isThere = sql`exists (select 1 from ${apps} where ${and(eq(apps.id, appId), isNull(apps.disabledAt))})`
      const { session } = await transaction(db, {
        granted: db
          .insert(grants)
          .select(
            sql`select ${userId}, ${appId}, ${scope}, ${now} from ${sessions} where ${and(isTheirs, isThere)}`,
          )
          .onConflictDoUpdate({
            target: [grants.userId, grants.appId],
            set: { scope, grantedAt: now },
          }),
        line: writeLine(db, line, {
          subject: userId,
          condition: sql`exists (select 1 from ${sessions} where ${and(isTheirs, isThere)})`,
        }),
        session: db.select({ id: sessions.id }).from(sessions).where(and(isTheirs, isThere)),
      })
      return session.length === 1
    },
  )
