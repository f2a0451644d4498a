import { and, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { budgets } from '../tables/budgets.ts'

/** At most `limit` times in each window of `windowMs`. Budgets of one owner are one row. */
export type Budget = {
  owner: string
  name: string
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

/** What a list says of one owner: of each budget its first count with the end of its window, and its limit. */
type Listed = { owner: string; counts: Counts; limits: Record<string, number>; ends: number }
type Counts = Record<string, [count: number, ends: number]>

/**
 * Budgets as JSON, as the statements below take them: a prepared statement does not know how many there are.
 *
 * @param now when they are taken
 */
export function listOf(limits: readonly Budget[], now: number): string {
  const listed = new Map<string, Listed>()
  for (const budget of limits) {
    const { owner, name, limit } = budget
    const of = listed.get(owner) ?? { owner, counts: {}, limits: {}, ends: 0 }
    const ends = endOf(budget, now)
    of.counts[name] = [1, ends]
    of.limits[name] = Math.min(limit, of.limits[name] ?? limit)
    of.ends = Math.max(of.ends, ends)
    listed.set(owner, of)
  }
  return JSON.stringify([...listed.values()])
}

const each = (member: 'owner' | 'counts' | 'ends') => sql.raw(`(each.value ->> '${member}')`)

/** The count of a budget in its row, and the end of its window. `named` is a row of `json_each` with its name. */
const countOf = (named: 'most' | 'fresh') => ({
  count: sql`json_extract(${budgets.counts}, '$."' || ${sql.raw(named)}.key || '"[0]')`,
  ends: sql`json_extract(${budgets.counts}, '$."' || ${sql.raw(named)}.key || '"[1]')`,
})

/** Holds while none of the listed budgets is spent. */
export const isFree = (list: Given<string>, now: Given<number>) => {
  const { count, ends } = countOf('most')
  return sql`not exists (select 1 from json_each(${list}) as each cross join ${budgets} on ${budgets.owner} = ${each('owner')} cross join json_each(each.value, '$.limits') as most where ${ends} > ${now} and ${count} >= most.value)`
}

/** The same of budgets. */
export const notSpent = (limits: readonly Budget[], now: number): SQL => isFree(listOf(limits, now), now)

/**
 * No row has many more counts than that. The limit of a /48 stops its clients long before, unless they show to be human.
 * Past it a /64 can be forgotten. The count of the /48 goes on, since each request of its clients takes from it.
 */
const MOST_COUNTS = 512

/** What is taken: one of each budget of a list, where `condition` holds. */
export type Taken = { list: Given<string>; condition?: SQL }

/**
 * Takes one from each of these. It does not ask what is left: a condition does, or a statement before it. Two of them
 * have no owner in common. Windows that are over are forgotten.
 */
export const takeAll = (db: Database, now: Given<number>, ...taken: readonly [Taken, ...Taken[]]) => {
  const { count, ends } = countOf('fresh')
  const live = sql`select old.key, old.value from json_each(${budgets.counts}) as old where old.value ->> 1 > ${now} limit ${sql.raw(String(MOST_COUNTS))}`
  const kept = sql`(select json_group_object(kept.key, json(kept.value)) from (${live}) as kept)`
  const added = sql`(select json_group_object(fresh.key, case when ${ends} > ${now} then json_array(${count} + 1, ${ends}) else json(fresh.value) end) from json_each(excluded.counts) as fresh)`
  const rows = taken.map(
    ({ list, condition = sql`true` }) =>
      sql`select ${each('owner')}, ${each('counts')}, ${each('ends')} from json_each(${list}) as each where ${condition}`,
  )
  return db
    .insert(budgets)
    .select(sql.join(rows, sql` union all `))
    .onConflictDoUpdate({
      target: budgets.owner,
      set: {
        counts: sql`json_patch(${kept}, ${added})`,
        resetsAt: sql`max(${budgets.resetsAt}, excluded.resets_at)`,
      },
    })
}

/**
 * Takes one from a budget if there is one left. Admission and counting are one statement: parallel requests
 * cannot share what is left. No row changes when it is spent, or `condition` does not hold.
 */
export const take = (
  db: Database,
  budget: Budget,
  { now, condition = sql`true` }: { now: number; condition?: SQL },
) => {
  const list = listOf([budget], now)
  return takeAll(db, now, { list, condition: sql`${isFree(list, now)} and ${condition}` })
}

/**
 * Gives back what was taken by this list, unless another window has begun since, where `condition` holds. A budget of
 * which nothing is left counted goes: a network that many people share has one for each of them.
 */
export const giveBack = (db: Database, list: Given<string>, condition: SQL) => {
  const end = sql`(select each.value ->> ('$.counts."' || old.key || '"[1]') from json_each(${list}) as each where ${each('owner')} = ${budgets.owner})`
  const isTaken = sql`coalesce(old.value ->> 1 <= ${end}, false)`
  return db
    .update(budgets)
    .set({
      counts: sql`(select json_group_object(old.key, case when ${isTaken} then json_array((old.value ->> 0) - 1, old.value ->> 1) else json(old.value) end) from json_each(${budgets.counts}) as old where not (${isTaken} and (old.value ->> 0) <= 1))`,
    })
    .where(
      sql`${budgets.owner} in (select ${each('owner')} from json_each(${list}) as each) and ${condition}`,
    )
}

/** The rows of a list, for `spentUntil`. */
export const readBudgets = (db: Database, list: Given<string>) =>
  db
    .select()
    .from(budgets)
    .where(sql`${budgets.owner} in (select ${each('owner')} from json_each(${list}) as each)`)

type Row = Pick<typeof budgets.$inferSelect, 'owner' | 'counts'>

/** How often a budget was taken from in its window, by the row of its owner. */
export const countIn = (row: Row | undefined, { name }: Pick<Budget, 'name'>): number =>
  row ? ((JSON.parse(row.counts) as Counts)[name]?.[0] ?? 0) : 0

/** When every spent one of these budgets has something left again; undefined when none is spent. */
export function spentUntil(rows: Row[], limits: readonly Budget[], now: number): number | undefined {
  const countsOf = new Map(rows.map(({ owner, counts }) => [owner, JSON.parse(counts) as Counts]))
  const ends = limits.flatMap(({ owner, name, limit }) => {
    const [count, end] = countsOf.get(owner)?.[name] ?? [0, 0]
    return end > now && count >= limit ? [end] : []
  })
  return ends.length === 0 ? undefined : Math.max(...ends)
}

/** Takes back all that was counted of the owners of these budgets: a success takes failures back. */
export const forgive = (db: Database, limits: readonly { owner: Given<string> }[], condition: SQL) =>
  db.delete(budgets).where(
    and(
      sql`${budgets.owner} in (${sql.join(
        limits.map(({ owner }) => sql`${owner}`),
        sql`, `,
      )})`,
      condition,
    ),
  )
