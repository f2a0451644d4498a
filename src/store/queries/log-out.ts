import { and, eq, isNull } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Held, isHeld } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { apps } from '../tables/apps.ts'
import { type Session, sessions } from '../tables/sessions.ts'

/** Where an app lets a browser go after a sign-out, the session of the browser, and the one that an app's came from. */
export const logOut = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      appId = '',
      sid = '',
      page,
      now,
    }: {
      appId: string | undefined
      sid: string | undefined
      page: Held | undefined
      now: number
    }): Promise<{
      returnAddresses: string[]
      parentId: string | null | undefined
      session: Session | undefined
    }> => {
      const held = page ?? { sid: '', generation: 0 }
      const { app, child, session } = await transaction(db, {
        app: db
          .select({ addresses: apps.postLogoutRedirectUris })
          .from(apps)
          .where(and(eq(apps.id, appId), isNull(apps.disabledAt))),
        child: db
          .select({ parentId: sessions.parentId })
          .from(sessions)
          .where(and(eq(sessions.id, sid), eq(sessions.appId, appId))),
        session: db.select().from(sessions).where(isHeld(held, { now, notBefore })),
      })
      return {
        returnAddresses: app[0]?.addresses ?? [],
        parentId: child[0]?.parentId,
        session: session[0],
      }
    },
  )
