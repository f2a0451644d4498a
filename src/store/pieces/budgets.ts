import { and, inArray, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { budgets } from '../tables/budgets.ts'

/** At most `limit` times under this name in each window of `windowMs`. */
export type Budget = {
  key: string
  limit: number
  windowMs: number
  /** The windows begin on the clock, not with their first use: those of several names end together. */
  onTheClock?: true
}

/** True in a statement when the one before it in the batch changed exactly one row. */
export const previousChangedOne = sql`changes() = 1`

/** The end of a window that begins now. */
const endOf = ({ windowMs, onTheClock }: Budget, now: number) =>
  onTheClock ? now - (now % windowMs) + windowMs : now + windowMs

/** One more in the window that runs, or the first of a new one: for the rows that a statement would insert. */
export const counted = (now: Given<number>) => ({
  count: sql`case when ${budgets.resetsAt} <= ${now} then 1 else ${budgets.count} + 1 end`,
  resetsAt: sql`case when ${budgets.resetsAt} <= ${now} then excluded.resets_at else ${budgets.resetsAt} end`,
})

/**
 * Takes one from a budget if there is one left. Admission and counting are one statement: parallel requests
 * cannot share what is left. No row changes when it is spent, or `condition` does not hold.
 */
export const take = (
  db: Database,
  budget: Budget,
  { now, condition = sql`true` }: { now: number; condition?: SQL },
) =>
  db
    .insert(budgets)
    .select(sql`select ${budget.key}, 1, ${endOf(budget, now)} where ${condition}`)
    .onConflictDoUpdate({
      target: budgets.key,
      set: counted(now),
      setWhere: sql`${budgets.resetsAt} <= ${now} or ${budgets.count} < ${budget.limit}`,
    })

/**
 * Takes one from each of these where `condition` holds. It does not ask what is left: a statement before it
 * in the transaction has looked at all of them, and `condition` is its answer. `besides` selects rows of more
 * budgets to take from.
 */
export const takeAll = (
  db: Database,
  limits: readonly [Budget, ...Budget[]],
  { now, condition, besides }: { now: number; condition: SQL; besides?: SQL },
) =>
  db
    .insert(budgets)
    .select(
      sql.join(
        [
          ...limits.map((budget) => sql`select ${budget.key}, 1, ${endOf(budget, now)} where ${condition}`),
          ...(besides ? [besides] : []),
        ],
        sql` union all `,
      ),
    )
    .onConflictDoUpdate({ target: budgets.key, set: counted(now) })

/** Gives back what was taken from each of these at `now`, unless its window is over, where `condition` holds. */
export const giveBack = (
  db: Database,
  limits: readonly Budget[],
  { now, condition }: { now: number; condition: SQL },
) =>
  db
    .update(budgets)
    .set({ count: sql`max(0, ${budgets.count} - 1)` })
    .where(
      and(
        condition,
        or(
          sql`false`,
          // A window that began later ends later too.
          ...limits.map((budget) =>
            and(sql`${budgets.key} = ${budget.key}`, lte(budgets.resetsAt, endOf(budget, now))),
          ),
        ),
      ),
    )

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
