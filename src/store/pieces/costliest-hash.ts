import { eq, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { marks } from '../tables/marks.ts'

/**
 * How many iterations the costliest password hash has that was ever stored here. A check of an address that
 * nobody has must cost as much as a check of that hash, also after PASSWORD_ITERATIONS was lowered. The mark
 * only rises.
 */
const MARK = 'password_iterations'

/** Answers the mark, for a command. */
export const READ_COSTLIEST_HASH = `select value from marks where name = '${MARK}'`

export const readCostliestHash = (db: Database) =>
  db.select({ value: marks.value }).from(marks).where(eq(marks.name, MARK))

/** What was read; 0 when it is no number, or nobody knows. */
export const iterationsIn = ([mark]: { value?: unknown }[]): number =>
  typeof mark?.value === 'number' ? mark.value : 0

/** For every transaction that stores a hash of so many iterations. It writes nothing unless the mark rises. */
export const raiseCostliestHash = (db: Database, iterations: number) =>
  db
    .insert(marks)
    .values({ name: MARK, value: iterations })
    .onConflictDoUpdate({
      target: marks.name,
      set: { value: iterations },
      setWhere: sql`typeof(${marks.value}) <> 'integer' or ${marks.value} < ${iterations}`,
    })
