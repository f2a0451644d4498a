import { and, eq, gt, gte, isNull, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

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

/** The user of a live session, for statements on other tables; empty when the session is not alive. */
export const userOfLive = (sid: Given<string>, at: Liveness) =>
  sql`(select ${sessions.userId} from ${sessions} where ${and(eq(sessions.id, sid), isLive(at))})`

/** A session that is not among a user's `most` newest live ones: UUIDv7 ids sort by the moment of signing in. */
export const isBeyondNewest = (userId: Given<string>, most: Given<number>, at: Liveness) =>
  sql`${sessions.id} in (select ${sessions.id} from ${sessions} where ${and(eq(sessions.userId, userId), isLive(at))} order by ${sessions.id} desc limit -1 offset ${most})`
