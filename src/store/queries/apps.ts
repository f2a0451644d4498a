import { and, count, countDistinct, eq } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type ShownApp, shownApp } from '../pieces/apps.ts'
import { isLive } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { apps } from '../tables/apps.ts'
import { grants } from '../tables/grants.ts'
import { sessions } from '../tables/sessions.ts'

/** Every app, the oldest first: there are as many as operators have written. */
export const allApps = ({ db }: Connection) =>
  repeatable(async (): Promise<ShownApp[]> => db.select(shownApp).from(apps).orderBy(apps.createdAt, apps.id))

/** Reads all sessions: for operators, not for requests. */
export const usesOfApp = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      appId,
      now,
    }: {
      appId: string
      now: number
    }): Promise<{ sessions: number; users: number; grants: number }> => {
      const { used, allowed } = await transaction(db, {
        used: db
          .select({ sessions: count(), users: countDistinct(sessions.userId) })
          .from(sessions)
          .where(and(eq(sessions.appId, appId), isLive({ now, notBefore }))),
        allowed: db.select({ grants: count() }).from(grants).where(eq(grants.appId, appId)),
      })
      return { sessions: 0, users: 0, grants: 0, ...used[0], ...allowed[0] }
    },
  )
