import { and, eq, type SQL } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Database, transaction } from '../database.ts'
import { isLive, type Liveness, userOfLive } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { type App, apps } from '../tables/apps.ts'
import { type Grant, grants } from '../tables/grants.ts'
import { type Session, sessions } from '../tables/sessions.ts'

type Facts = Pick<App, 'name' | 'kind' | 'redirectUris' | 'logoUrl'>

/** What shows that an app may act for somebody: what they have allowed it, and its sessions. */
export type OwnAppRows = {
  allowed: (Facts & Omit<Grant, 'userId'>)[]
  opened: (Facts & Pick<Session, 'appId' | 'scope' | 'createdAt' | 'rotatedAt'>)[]
}

// Rows of a batch have one column of each name: that of the id is not the one of the app.
const facts = { name: apps.name, kind: apps.kind, redirectUris: apps.redirectUris, logoUrl: apps.logoUrl }

/** Two statements about one user. */
export const ownAppsOf = (db: Database, userId: SQL<string>, at: Liveness) => ({
  allowed: db
    .select({ ...facts, appId: grants.appId, scope: grants.scope, grantedAt: grants.grantedAt })
    .from(grants)
    .innerJoin(apps, eq(apps.id, grants.appId))
    .where(eq(grants.userId, userId)),
  opened: db
    .select({
      ...facts,
      appId: sessions.appId,
      scope: sessions.scope,
      createdAt: sessions.createdAt,
      rotatedAt: sessions.rotatedAt,
    })
    .from(sessions)
    .innerJoin(apps, eq(apps.id, sessions.appId))
    .where(and(eq(sessions.userId, userId), isLive(at))),
})

/** The apps of whoever has this live session; undefined when it is not alive. */
export const ownApps = ({ db, notBefore }: Connection) =>
  repeatable(async ({ sid, now }: { sid: string; now: number }): Promise<OwnAppRows | undefined> => {
    const at = { now, notBefore }
    const { caller, allowed, opened } = await transaction(db, {
      caller: db
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.id, sid), isLive(at))),
      ...ownAppsOf(db, userOfLive(sid, at), at),
    })
    return caller[0] && { allowed, opened }
  })
