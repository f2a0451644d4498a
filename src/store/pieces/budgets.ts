import { and, inArray, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { budgets } from '../tables/budgets.ts'

/** At most `limit` times under this name in each window of `windowMs`. */
export type Budget = { key: string; limit: number; windowMs: number }

/** True in a statement when the one before it in the batch changed exactly one row. */
export const previousChangedOne = sql`changes() = 1`

/**
 * Takes one from a budget if there is one left, and `condition` holds. Admission and counting are one
 * statement: parallel requests cannot share what is left. No row changes when it is spent.
 */
export const take = (
  db: Database,
  { key, limit, windowMs }: Budget,
  { now, condition = sql`true` }: { now: number; condition?: SQL | undefined },
) =>
  db
    .insert(budgets)
    .select(sql`select ${key}, 1, ${now + windowMs} where ${condition}`)
    .onConflictDoUpdate({
      target: budgets.key,
      set: {
        count: sql`case when ${budgets.resetsAt} <= ${now} then 1 else ${budgets.count} + 1 end`,
        resetsAt: sql`case when ${budgets.resetsAt} <= ${now} then ${now + windowMs} else ${budgets.resetsAt} end`,
      },
      setWhere: sql`${budgets.resetsAt} <= ${now} or ${budgets.count} < ${limit}`,
    })

/** Whether each of these has something left, without taking it. */
export const notSpent = (limits: readonly Budget[], now: number): SQL =>
  and(
    sql`true`,
    ...limits.map(
      ({ key, limit }) =>
        sql`not exists (select 1 from ${budgets} where ${budgets.key} = ${key} and ${budgets.resetsAt} > ${now} and ${budgets.count} >= ${limit})`,
    ),
  ) as SQL

export const readAll = (db: Database, limits: readonly Budget[]) =>
  db
    .select()
    .from(budgets)
    .where(
      inArray(
        budgets.key,
        limits.map(({ key }) => key),
      ),
    )

type Row = { key: string; count: number; resetsAt: number }

/** When every spent one of these budgets has something left again; undefined when none is spent. */
export function spentUntil(rows: Row[], limits: readonly Budget[], now: number): number | undefined {
  const limitOf = new Map(limits.map(({ key, limit }) => [key, limit]))
  const spent = rows.filter(
    ({ key, count, resetsAt }) => resetsAt > now && count >= (limitOf.get(key) ?? Infinity),
  )
  return spent.length === 0 ? undefined : Math.max(...spent.map(({ resetsAt }) => resetsAt))
}

/** Gives back what was counted under these names: a success takes failures back. */
export const forgive = (db: Database, limits: readonly Budget[], condition: SQL) =>
  db.delete(budgets).where(
    and(
      inArray(
        budgets.key,
        limits.map(({ key }) => key),
      ),
      condition,
    ),
  )
