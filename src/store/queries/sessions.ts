import { and, desc, eq, gt, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import type { Database } from '../database.ts'
import { appNameIn } from '../pieces/apps.ts'
import { mayHaveTokens } from '../pieces/end-sessions.ts'
import { isLive, type Liveness, userOfLive } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** Whether a session is alive: the truth behind the list in KV. */
export const isSessionLive = ({ db, notBefore }: Connection) =>
  repeatable(async ({ sid, now }: { sid: string; now: number }): Promise<boolean> => {
    const found = await db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.id, sid), isLive({ now, notBefore })))
    return found.length === 1
  })

/** A live session and its user. */
export const liveSession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      now,
    }: {
      sid: string
      now: number
    }): Promise<{ session: Session; user: User } | undefined> => {
      const [found] = await db
        .select({ session: sessions, user: users })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(and(eq(sessions.id, sid), isLive({ now, notBefore })))
      return found
    },
  )

export type OwnSession = Pick<
  Session,
  'id' | 'device' | 'country' | 'methods' | 'authTime' | 'createdAt' | 'rotatedAt' | 'appId' | 'parentId'
> & {
  /** Of the app that has it. */
  appName: string | null
  /** The earlier of both ends. */
  endsAt: number
}

/** The live ones of one user, the newest first. */
export const sessionsOf = (db: Database, userId: SQL<string>, at: Liveness) =>
  db
    .select({
      id: sessions.id,
      device: sessions.device,
      country: sessions.country,
      methods: sessions.methods,
      authTime: sessions.authTime,
      createdAt: sessions.createdAt,
      rotatedAt: sessions.rotatedAt,
      appId: sessions.appId,
      appName: appNameIn,
      parentId: sessions.parentId,
      endsAt: sql<number>`min(${sessions.expiresAt}, ${sessions.idleExpiresAt})`,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isLive(at)))
    .orderBy(desc(sessions.id))

/** The live sessions of whoever has this live one, the newest first; none when it is not alive. */
export const ownSessions = ({ db, notBefore }: Connection) =>
  repeatable(async ({ sid, now }: { sid: string; now: number }): Promise<OwnSession[]> => {
    const at = { now, notBefore }
    return sessionsOf(db, userOfLive(sid, at), at)
  })

/** The ids of sessions that have ended since then, while an access token could live: the newest end first. */
export const sessionsEndedSince = ({ db }: Connection) =>
  repeatable(async ({ since, max }: { since: number; max: number }): Promise<string[]> => {
    const ended = await db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(gt(sessions.revokedAt, since), mayHaveTokens(sql<number>`${sessions.revokedAt}`)))
      .orderBy(desc(sessions.revokedAt))
      .limit(max)
    return ended.map(({ id }) => id)
  })
