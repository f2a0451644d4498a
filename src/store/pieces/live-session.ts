import { and, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Given } from '../database.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

/** When something is asked whether it counts. What is from before `notBefore` does not: a database was restored. */
export type Liveness = { now: Given<number>; notBefore: number }

/** The last moment that a date can be. SQLite sorts text behind every number: without a bound it would be for ever. */
const LAST_MOMENT = 8.64e15

/** A number behind this moment. What is no number is no moment. */
export const isFuture = (column: AnySQLiteColumn, now: Given<number>) =>
  and(gt(column, now), lt(column, sql.raw(String(LAST_MOMENT))))

/** The one definition of a live session: not ended, not expired, not idle, and its user not disabled. */
export const isLive = ({ now, notBefore }: Liveness) =>
  and(
    isNull(sessions.revokedAt),
    isFuture(sessions.expiresAt, now),
    isFuture(sessions.idleExpiresAt, now),
    gte(sessions.createdAt, notBefore),
    sql`exists (select 1 from ${users} where ${users.id} = ${sessions.userId} and ${users.disabledAt} is null)`,
  )

/** Holds when this session is alive: for statements on other tables. */
export const sessionIsLive = (sid: string, at: Liveness) =>
  sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, sid), isLive(at))})`

/** Holds when this session is alive, and of this user. */
export const sessionIsOf = (sid: string, userId: Given<string>, at: Liveness) =>
  sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, sid), eq(sessions.userId, userId), isLive(at))})`

/** The user of a live session, for statements on other tables; empty when the session is not alive. */
export const userOfLive = (sid: Given<string>, at: Liveness) =>
  sql<string>`(select ${sessions.userId} from ${sessions} where ${and(eq(sessions.id, sid), isLive(at))})`
