import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { factorsOf } from './factors.ts'
import type { Spending } from './spend-factor.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { users } from '../tables/users.ts'

type Of = { userId: string; now: number; condition: SQL }

/** Ends the codes of a user. Their rows stay for a while: a thief may have done it. */
export const endRecoveryCodes = (
  db: Database,
  { userId, now, condition, keep = [] }: Of & { keep?: readonly string[] },
) =>
  db
    .update(recoveryCodes)
    .set({ removedAt: now })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        isNull(recoveryCodes.removedAt),
        sql`${recoveryCodes.mac} not in (select value from json_each(${JSON.stringify(keep)}))`,
        condition,
      ),
    )

/** How many codes a user has left, where it was one of them that was used up. */
export const readCodesLeft = (
  db: Database,
  spending: Pick<Spending, 'kind'> | undefined,
  userId: Given<string>,
) =>
  spending?.kind === 'recovery_code'
    ? {
        left: db
          .select({ codes: factorsOf(userId).recoveryCodesLeft.as('codes') })
          .from(users)
          .where(eq(users.id, userId)),
      }
    : {}

/** Ten new codes instead of those there are. */
export const replaceRecoveryCodes = (
  db: Database,
  { userId, macs, now, condition }: Of & { macs: readonly string[] },
) => ({
  endedCodes: endRecoveryCodes(db, { userId, now, condition, keep: macs }),
  newCodes: db
    .insert(recoveryCodes)
    .select(
      sql`select each.value, ${userId}, ${now}, null, null from json_each(${JSON.stringify(macs)}) as each where ${condition}`,
    )
    .onConflictDoNothing(),
})
