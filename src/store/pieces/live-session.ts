import { and, eq, gt, gte, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Given } from '../database.ts'
import { apps } from '../tables/apps.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

/** When something is asked whether it counts. What is from before `notBefore` does not: a database was restored. */
export type Liveness = { now: Given<number>; notBefore: number }

/** The last moment that a date can be. SQLite sorts text behind every number: without a bound it would be for ever. */
const LAST_MOMENT = 8.64e15

/** A number behind this moment. What is no number is no moment. */
export const isFuture = (column: AnySQLiteColumn, now: Given<number>) =>
  and(gt(column, now), lt(column, sql.raw(String(LAST_MOMENT))))

/**
 * Holds for a session of a user's own, and for that of an app while nobody has ended the session that it came from. One
 * that has merely expired leaves the app's alive. The parent is not deleted before its children are over.
 */
const hasParent = or(
  isNull(sessions.parentId),
  sql`exists (select 1 from ${sessions} as parent where parent.id = ${sessions.parentId} and parent.revoked_at is null)`,
)

/** Holds for a session of a user's own, and for that of an app that is not disabled. */
const hasApp = or(
  isNull(sessions.appId),
  sql`exists (select 1 from ${apps} where ${apps.id} = ${sessions.appId} and ${apps.disabledAt} is null)`,
)

/**
 * The one definition of a live session: not ended, not expired, not idle, and its user not disabled. Of an app's:
 * neither is the app, nor has the session ended that it came from.
 */
export const isLive = ({ now, notBefore }: Liveness) =>
  and(
    isNull(sessions.revokedAt),
    hasParent,
    hasApp,
    isFuture(sessions.expiresAt, now),
    isFuture(sessions.idleExpiresAt, now),
    gte(sessions.createdAt, notBefore),
    sql`exists (select 1 from ${users} where ${users.id} = ${sessions.userId} and ${users.disabledAt} is null)`,
  )

/**
 * What a caller holds of a session. The cookie of a page says a generation, which has to be the present one: whoever
 * has copied it before the last proof holds nothing. An access token says none, since its signature has decided.
 */
export type Held = { sid: string; generation: number | null }

type GivenHeld = { sid: Given<string>; generation: Given<number> | null }

/** The same for a statement that is prepared, which has a place for the generation in any case. */
export const heldIn = ({ sid, generation }: { sid: SQL<string>; generation: SQL<number> }): GivenHeld => ({
  sid,
  generation: sql`coalesce(${generation}, ${sessions.generation})`,
})

/** The session that somebody holds, while it is alive. Whatever a caller asks for, its first statement says this. */
export const isHeld = ({ sid, generation }: GivenHeld, at: Liveness) =>
  and(eq(sessions.id, sid), generation === null ? undefined : eq(sessions.generation, generation), isLive(at))

/** The user of a session that is held, for statements on other tables; empty when it is not. */
export const userOfHeld = (held: GivenHeld, at: Liveness) =>
  sql<string>`(select ${sessions.userId} from ${sessions} where ${isHeld(held, at)})`

/** Holds when this session is alive: for statements on other tables. */
export const sessionIsLive = (sid: string, at: Liveness) =>
  sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, sid), isLive(at))})`

/** Holds when this session is alive, and of this user. */
export const sessionIsOf = (sid: string, userId: Given<string>, at: Liveness) =>
  sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, sid), eq(sessions.userId, userId), isLive(at))})`

/** The user of a live session, for statements on other tables; empty when the session is not alive. */
export const userOfLive = (sid: Given<string>, at: Liveness) => userOfHeld({ sid, generation: null }, at)
