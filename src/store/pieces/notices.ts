import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { budgets } from '../tables/budgets.ts'
import { type Budget, listOf, previousChangedOne, takeAll } from './budgets.ts'

/**
 * Counts a notice of what a transaction has done. It directly follows the line of that, or another notice: run again
 * the line is there, and nothing more is counted.
 */
export const countNotice = (db: Database, budget: Budget, now: number) =>
  takeAll(db, now, { list: listOf([budget], now), condition: previousChangedOne })

/** A row when the notice that was counted is to be sent. */
export const readNotice = (db: Database, { owner, name, limit }: Budget, now: number) => {
  const [count, ends] = [0, 1].map(
    (index) => sql`json_extract(${budgets.counts}, ${`$."${name}"[${index}]`})`,
  )
  return db
    .select({ owner: budgets.owner })
    .from(budgets)
    .where(and(eq(budgets.owner, owner), sql`${ends} > ${now}`, sql`${count} <= ${limit}`))
}
