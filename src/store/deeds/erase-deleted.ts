import { and, eq, lte, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { isUndoOf } from '../pieces/undo-links.ts'
import { repeatable } from '../repetition.ts'
import { challenges } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

/** Accounts whose owners have asked for it long enough ago. */
export const accountsToErase = ({ db }: Connection) =>
  repeatable(async ({ now, max }: { now: number; max: number }): Promise<string[]> =>
    ids(await db.select({ id: users.id }).from(users).where(lte(users.deletesAt, now)).limit(max)),
  )

/**
 * Erases an account that is still to be deleted, unless a link takes it back to an address it has left. Answers
 * the ids of sessions that end with it, or undefined when the account stays.
 */
export const eraseDeleted = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      userId,
      by,
      now,
    }: {
      userId: string
      by: string
      now: number
    }): Promise<string[] | undefined> => {
      const isThis = eq(users.id, userId)
      const undo = isUndoOf(userId, { now, notBefore })
      // Challenges go before the user does. What is decided here must hold until then.
      const due = db
        .update(users)
        .set({ changedBy: by })
        .where(
          and(isThis, lte(users.deletesAt, now), sql`not exists (select 1 from ${challenges} where ${undo})`),
        )
      const condition = sql`exists (select 1 from ${users} where ${and(isThis, eq(users.changedBy, by))})`
      const { gone, left } = await transaction(db, {
        due,
        ...erase(db, { userId, by, now, condition }),
        left: db.select({ id: users.id }).from(users).where(isThis),
      })
      return left.length > 0 ? undefined : ids(gone)
    },
  )
