import { and, eq } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type AppCredentials, hasCredentials } from '../pieces/app-credentials.ts'
import { type Held, isHeld, userOfHeld } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { type App, apps } from '../tables/apps.ts'
import { type Grant, grants } from '../tables/grants.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

export type Authorization = {
  /** Without credentials whoever has this id; with them the app only if they are right. */
  app: App | undefined
  session: Session | undefined
  user: User | undefined
  grant: Grant | undefined
  /** Whether a session of this id was opened. */
  isOpened: boolean
}

/** An app, whoever holds the session of the browser, and what they have allowed the app. */
export const authorization = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      appId,
      macs,
      held,
      sid = '',
      now,
    }: {
      appId: string
      macs?: readonly string[]
      held: Held | undefined
      sid?: string | undefined
      now: number
    }): Promise<Authorization> => {
      const app = db
        .select()
        .from(apps)
        .where(macs ? hasCredentials({ appId, macs }) : eq(apps.id, appId))
      const nobody = { session: undefined, user: undefined, grant: undefined, isOpened: false }
      if (!held) return { app: (await app)[0], ...nobody }
      const at = { now, notBefore }
      const userId = userOfHeld(held, at)
      const found = await transaction(db, {
        app,
        session: db.select().from(sessions).where(isHeld(held, at)),
        user: db.select().from(users).where(eq(users.id, userId)),
        grant: db
          .select()
          .from(grants)
          .where(and(eq(grants.userId, userId), eq(grants.appId, appId))),
        opened: db.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sid)),
      })
      return {
        app: found.app[0],
        session: found.session[0],
        user: found.user[0],
        grant: found.grant[0],
        isOpened: found.opened.length > 0,
      }
    },
  )

/** An app by its client id. */
export const appById = ({ db }: Connection) =>
  repeatable(async (id: string): Promise<App | undefined> => {
    const [app] = await db.select().from(apps).where(eq(apps.id, id))
    return app
  })

/** The app with these credentials. */
export const appOf = ({ db }: Connection) =>
  repeatable(async (credentials: AppCredentials): Promise<App | undefined> => {
    const [app] = await db.select().from(apps).where(hasCredentials(credentials))
    return app
  })
