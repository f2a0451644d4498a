import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { endEverything, type Ending } from '../../pieces/end-everything.ts'
import { ids } from '../../pieces/end-sessions.ts'
import { repeatable } from '../../repetition.ts'
import { users } from '../../tables/users.ts'

/** Disables an enabled user and ends everything of theirs. Undefined when there is no enabled user of this id. */
export const disableAccount = ({ db }: Connection) =>
  repeatable(async (ending: Ending): Promise<{ account: Account; ended: string[] } | undefined> => {
    const { userId, by, now } = ending
    const condition = sql`exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.changedBy} = ${by})`
    const { disabled, ended } = await transaction(db, {
      disabled: db
        .update(users)
        .set({
          disabledAt: now,
          securityVersion: sql`${users.securityVersion} + 1`,
          updatedAt: now,
          changedBy: by,
        })
        .where(and(eq(users.id, userId), or(isNull(users.disabledAt), eq(users.changedBy, by))))
        .returning(account),
      ...endEverything(db, ending, { reason: 'disabled', condition }),
    })
    return disabled[0] && { account: disabled[0], ended: ids(ended) }
  })

/** Enables a disabled user. Undefined when there is no disabled user of this id. */
export const enableAccount = ({ db }: Connection) =>
  repeatable(async ({ userId, by, now }: Ending): Promise<Account | undefined> => {
    const [enabled] = await db
      .update(users)
      .set({ disabledAt: null, updatedAt: now, changedBy: by })
      .where(and(eq(users.id, userId), or(isNotNull(users.disabledAt), eq(users.changedBy, by))))
      .returning(account)
    return enabled
  })
