import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { passwordFailures } from '../tables/password-failures.ts'
import { type User, users } from '../tables/users.ts'

/** Free tries, then waits of 1, 2, 4 … 3 600 s, then the password is disabled until a reset. */
export const FREE_FAILURES = 5
const LONGEST_WAIT_S = 3_600
export const FAILURES_TO_DISABLE = 100

/** Whether a try was admitted, and the account it is about; without an account the work is done all the same. */
export type Reservation = {
  admitted: boolean
  /** When it was not: the moment from which one is, or undefined when only a reset helps. */
  blockedUntil: number | undefined
  account: User | undefined
}

/**
 * Counts a failure before the password is looked at: parallel tries cannot share a budget. The one
 * statement admits the try, counts it and sets the next wait; a success takes it all back.
 */
export function countTry(
  db: Database,
  subject: SQL,
  { human, now }: { human: Given<boolean>; now: Given<number> },
) {
  const failures = sql`${passwordFailures.failures} + 1`
  const wait = sql`min(${LONGEST_WAIT_S}, 1 << min(${failures} - ${FREE_FAILURES}, 20)) * 1000`
  return db
    .insert(passwordFailures)
    .select(sql`select ${subject}, 1, 0, ${now} where ${subject} is not null`)
    .onConflictDoUpdate({
      target: passwordFailures.subject,
      set: {
        failures,
        blockedUntil: sql`case when ${failures} < ${FREE_FAILURES} then 0 else ${now} + ${wait} end`,
        updatedAt: now,
      },
      setWhere: sql`${passwordFailures.blockedUntil} <= ${now} and ${passwordFailures.failures} < ${FAILURES_TO_DISABLE} and (${passwordFailures.failures} < ${FREE_FAILURES} or ${human})`,
    })
    .returning({ failures: passwordFailures.failures })
}

/** What is counted of a subject, and its account, if it has one. */
export const readFailures = (db: Database, subject: SQL) =>
  db
    .select({
      ...getTableColumns(users),
      failures: passwordFailures.failures,
      blockedUntil: passwordFailures.blockedUntil,
    })
    .from(passwordFailures)
    .leftJoin(users, eq(users.id, passwordFailures.subject))
    .where(eq(passwordFailures.subject, subject))

/** Takes the failures back: the password was right. */
export const forgiveFailures = (db: Database, subject: Given<string>, condition?: SQL) =>
  db.delete(passwordFailures).where(and(eq(passwordFailures.subject, subject), condition))

export const reservationOf = (
  counted: readonly unknown[],
  { failures, blockedUntil }: { failures: number; blockedUntil: number },
  account: User | undefined,
): Reservation => ({
  admitted: counted.length === 1,
  blockedUntil: failures >= FAILURES_TO_DISABLE ? undefined : blockedUntil,
  account,
})
