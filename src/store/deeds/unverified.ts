import { and, eq, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { lastLogin } from '../pieces/last-login.ts'
import { yields } from '../pieces/owner.ts'
import { repeatable } from '../repetition.ts'
import { sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** Unverified accounts that nobody uses any more: warned first, then erased. */

/** When somebody last signed in to the account or refreshed a session of it. */
const lastSeen = sql<number>`max(coalesce(${users.lastLoginKept}, ${users.createdAt}), coalesce((select max(${sessions.rotatedAt}) from ${sessions} where ${sessions.userId} = ${users.id}), 0))`

/**
 * What a person has opened goes, and what was imported once its owner has signed in. What an administrator
 * has opened, and what was imported for somebody who has not come yet, stays.
 */
const mayGo = and(
  yields,
  or(eq(users.openedBy, 'person'), and(eq(users.openedBy, 'import'), sql`${lastLogin()} is not null`)),
)

const unseenSince = (moment: number): SQL | undefined =>
  and(mayGo, lt(users.createdAt, moment), sql`${lastSeen} < ${moment}`)

/** Last seen before one moment, and warned before another. */
type Overdue = { seenBefore: number; warnedBefore: number }

const isOverdue = ({ seenBefore, warnedBefore }: Overdue) =>
  and(unseenSince(seenBefore), lte(users.warnedAt, warnedBefore), sql`${users.warnedAt} > ${lastSeen}`)

/** Accounts that were last seen before this moment, and have not been warned since they were. */
export const unverifiedToWarn = ({ db }: Connection) =>
  repeatable(
    async ({
      seenBefore,
      max,
    }: {
      seenBefore: number
      max: number
    }): Promise<Pick<User, 'id' | 'email' | 'language' | 'warnedAt'>[]> =>
      db
        .select({ id: users.id, email: users.email, language: users.language, warnedAt: users.warnedAt })
        .from(users)
        .where(
          and(unseenSince(seenBefore), or(isNull(users.warnedAt), sql`${users.warnedAt} <= ${lastSeen}`)),
        )
        .limit(max),
  )

/** Notes that the owners of these accounts have been told. */
export const markWarned = ({ db }: Connection) =>
  repeatable(async ({ userIds, now }: { userIds: string[]; now: number }): Promise<void> => {
    await db
      .update(users)
      .set({ warnedAt: now })
      .where(and(inArray(users.id, userIds), mayGo))
  })

export const unverifiedToErase = ({ db }: Connection) =>
  repeatable(async ({ max, ...overdue }: Overdue & { max: number }): Promise<string[]> =>
    ids(await db.select({ id: users.id }).from(users).where(isOverdue(overdue)).limit(max)),
  )

/**
 * Erases an account that is still overdue. Answers the ids of the sessions that ended; undefined when the
 * account stays: it was confirmed or used meanwhile.
 */
export const eraseUnverified = ({ db }: Connection) =>
  repeatable(
    async ({
      userId,
      by,
      now,
      ...overdue
    }: Overdue & { userId: string; by: string; now: number }): Promise<string[] | undefined> => {
      const isThis = eq(users.id, userId)
      // Behind the first statement the account has no sessions: it cannot look as if it were used later.
      const condition = sql`exists (select 1 from ${users} where ${and(isThis, isOverdue(overdue))})`
      const { gone, left } = await transaction(db, {
        ...erase(db, { userId, by, now, condition }),
        left: db.select({ id: users.id }).from(users).where(isThis),
      })
      return left.length > 0 ? undefined : ids(gone)
    },
  )
