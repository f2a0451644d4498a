import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { hasCredentials } from '../../pieces/app-credentials.ts'
import { rotate, type SessionWithUser } from '../../pieces/rotate-session.ts'
import { repeatable } from '../../repetition.ts'
import { type App, apps } from '../../tables/apps.ts'
import { sessions } from '../../tables/sessions.ts'
import { type User, users } from '../../tables/users.ts'

type Given = {
  appId: string
  /** The MACs that its secret may have in the row; none for an app without a secret. */
  macs: readonly string[]
  sid: string
  generation: number
  /** Scopes. */
  wanted: readonly string[]
  now: number
  idleExpiresAt: number
  userAgent: string | null
  ipPrefix: string | null
}

/**
 * The app, if these are its credentials; its session one generation on, if the token was the present one and all of
 * `wanted` was granted; the scope of that session and its user.
 */
export const rotateAppSession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      appId,
      macs,
      wanted,
      now,
      ...given
    }: Given): Promise<{
      app: App | undefined
      rotated: SessionWithUser | undefined
      granted: string | null
      user: User | undefined
    }> => {
      const { sid } = given
      const isRight = hasCredentials({ appId, macs })
      const isThis = and(eq(sessions.id, sid), eq(sessions.appId, appId))
      const isAuthenticated = sql`exists (select 1 from ${apps} where ${isRight})`
      const { app, rotated, session, user } = await transaction(db, {
        app: db.select().from(apps).where(isRight),
        rotated: rotate(
          db,
          given,
          { now, notBefore },
          and(isThis, isAuthenticated, ...wanted.map(isGranted)),
        ),
        session: db.select({ scope: sessions.scope }).from(sessions).where(isThis),
        user: db
          .select()
          .from(users)
          .where(eq(users.id, sql`(select ${sessions.userId} from ${sessions} where ${isThis})`)),
      })
      return { app: app[0], rotated: rotated[0], granted: session[0]?.scope ?? null, user: user[0] }
    },
  )

const isGranted = (scope: string) => sql`instr(' ' || ${sessions.scope} || ' ', ${` ${scope} `}) > 0`
