import { and, eq, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { repeatable } from '../repetition.ts'
import { sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** Unverified accounts that nobody uses any more: warned first, then erased. */

/** When somebody last signed in to the account or refreshed a session of it. */
const lastSeen = sql<number>`max(coalesce(${users.lastLoginAt}, ${users.createdAt}), coalesce((select max(${sessions.rotatedAt}) from ${sessions} where ${sessions.userId} = ${users.id}), 0))`

/**
 * What a person has opened goes, and what was imported once its owner has signed in. What an administrator
 * has opened, and what was imported for somebody who has not come yet, stays.
 */
const mayGo = and(
  isNull(users.verifiedAt),
  isNull(users.disabledAt),
  or(eq(users.openedBy, 'person'), and(eq(users.openedBy, 'import'), isNotNull(users.lastLoginAt))),
)

const unseenSince = (moment: number): SQL | undefined =>
  and(mayGo, lt(users.createdAt, moment), sql`${lastSeen} < ${moment}`)

/** Marks accounts that were last seen before this moment as warned, and answers whom to warn. */
export const warnUnverified = ({ db }: Connection) =>
  repeatable(
    async ({
      seenBefore,
      now,
      max,
    }: {
      seenBefore: number
      now: number
      max: number
    }): Promise<Pick<User, 'id' | 'email' | 'language'>[]> => {
      const isUnwarned = or(
        isNull(users.warnedAt),
        sql`${users.warnedAt} <= ${lastSeen}`,
        eq(users.warnedAt, now),
      )
      const some = db
        .select({ id: users.id })
        .from(users)
        .where(and(unseenSince(seenBefore), isUnwarned))
        .limit(max)
      return db
        .update(users)
        .set({ warnedAt: now })
        .where(inArray(users.id, some))
        .returning({ id: users.id, email: users.email, language: users.language })
    },
  )

/** Accounts that were last seen before one moment, and warned before another. */
export const unverifiedToErase = ({ db }: Connection) =>
  repeatable(
    async ({
      seenBefore,
      warnedBefore,
      max,
    }: {
      seenBefore: number
      warnedBefore: number
      max: number
    }): Promise<string[]> =>
      ids(
        await db
          .select({ id: users.id })
          .from(users)
          .where(
            and(
              unseenSince(seenBefore),
              lte(users.warnedAt, warnedBefore),
              sql`${users.warnedAt} > ${lastSeen}`,
            ),
          )
          .limit(max),
      ),
  )

/** Erases an account, if it is still as unused as it was. Answers the ids of the sessions that ended. */
export const eraseUnverified = ({ db }: Connection) =>
  repeatable(
    async ({
      userId,
      seenBefore,
      by,
      now,
    }: {
      userId: string
      seenBefore: number
      by: string
      now: number
    }): Promise<string[]> => {
      const condition = sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), mayGo, sql`coalesce(${users.lastLoginAt}, ${users.createdAt}) < ${seenBefore}`)})`
      return ids((await transaction(db, erase(db, { userId, by, now, condition }))).gone)
    },
  )
