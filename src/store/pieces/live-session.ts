import { and, eq, gt, gte, isNull, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

/** When something is asked whether it counts. What is from before `notBefore` does not: a database was restored. */
export type Liveness = { now: Given<number>; notBefore: number }

/** The one definition of a live session: not ended, not expired, not idle, and its user not disabled. */
export const isLive = ({ now, notBefore }: Liveness) =>
  and(
    isNull(sessions.revokedAt),
    gt(sessions.expiresAt, now),
    gt(sessions.idleExpiresAt, now),
    gte(sessions.createdAt, notBefore),
    sql`exists (select 1 from ${users} where ${users.id} = ${sessions.userId} and ${users.disabledAt} is null)`,
  )

/** Holds when this session is alive: for statements on other tables. */
export const sessionIsLive = (sid: string, at: Liveness) =>
  sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, sid), isLive(at))})`

/** The user of a live session, for statements on other tables; empty when the session is not alive. */
export const userOfLive = (sid: Given<string>, at: Liveness) =>
  sql`(select ${sessions.userId} from ${sessions} where ${and(eq(sessions.id, sid), isLive(at))})`
