import { type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { budgets } from '../tables/budgets.ts'
import { type Budget, counted } from './budgets.ts'

/**
 * Failed sign-ins of a client, over all routes: a budget for each network that it lies in. They come as a list
 * in JSON, since a prepared statement does not know how many there are.
 */
export const listOf = (networks: readonly Budget[]) => JSON.stringify(networks)

const [key, limit, windowMs] = ['key', 'limit', 'windowMs'].map((name) =>
  sql.raw(`(each.value ->> '${name}')`),
)

/** Holds while none of the budgets is spent. */
export const isClientFree = (networks: Given<string>, now: Given<number>) =>
  sql`not exists (select 1 from json_each(${networks}) as each cross join ${budgets} on ${budgets.key} = ${key} where ${budgets.resetsAt} > ${now} and ${budgets.count} >= ${limit})`

/** A row for each budget, with one that is taken from it, where `condition` holds. */
export const takenFromClient = (
  networks: Given<string>,
  { condition, now }: { condition: SQL; now: Given<number> },
) => sql`select ${key}, 1, ${now} + ${windowMs} from json_each(${networks}) as each where ${condition}`

/** Takes one from each budget where `condition` holds. */
export const countClient = (
  db: Database,
  networks: Given<string>,
  { condition, now }: { condition: SQL; now: Given<number> },
) =>
  db
    .insert(budgets)
    .select(takenFromClient(networks, { condition, now }))
    .onConflictDoUpdate({ target: budgets.key, set: counted(now) })

/** Gives one back to each budget, unless another window has begun since `reservedAt`. */
export const uncountClient = (
  db: Database,
  networks: Given<string>,
  { condition, reservedAt }: { condition: SQL; reservedAt: Given<number> },
) =>
  db
    .update(budgets)
    .set({ count: sql`max(${budgets.count} - 1, 0)` })
    .where(
      sql`exists (select 1 from json_each(${networks}) as each where ${key} = ${budgets.key} and ${budgets.resetsAt} <= ${reservedAt} + ${windowMs}) and ${budgets.key} in (select ${key} from json_each(${networks}) as each) and ${condition}`,
    )

export const readClient = (db: Database, networks: Given<string>) =>
  db
    .select()
    .from(budgets)
    .where(sql`${budgets.key} in (select ${key} from json_each(${networks}) as each)`)
