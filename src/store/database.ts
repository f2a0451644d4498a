import {
  fillPlaceholders,
  getTableColumns,
  type InferInsertModel,
  type Query,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { drizzle } from 'drizzle-orm/d1'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

export type Database = ReturnType<typeof openDatabase>

export const openDatabase = (d1: D1Database) => drizzle(d1)

/**
 * `INSERT … SELECT <row> <source>`: the row is inserted only if `source` (a FROM and WHERE that find at
 * most one row) finds one. D1 has no interactive transaction, so a decision that spans tables is made
 * by statements of one batch, each conditional on what the one before has done. A value may be SQL.
 *
 * A row that is there already stays: every statement of the store can be run a second time with the same
 * values, because the answer to a first time can be lost.
 */
export function insertWhen<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: { [Column in keyof InferInsertModel<Table>]: InferInsertModel<Table>[Column] | SQL },
  source: SQL,
) {
  const values = row as Record<string, unknown>
  const selection = Object.keys(getTableColumns(table)).map((name) => sql`${values[name] ?? null}`)
  return db
    .insert(table)
    .select(sql`select ${sql.join(selection, sql`, `)} ${source}`)
    .onConflictDoNothing()
}

/** A value, or the place where one will be. */
export type Given<Value> = Value | SQL<Value>

export type Places<Values> = { [Name in keyof Values]-?: SQL<Values[Name]> }

type Values = Record<string, unknown>

/**
 * A statement that is built once, when it is first needed: to build SQL out of its parts takes as much CPU
 * as a third of a request. `build` gets a place for each value by its name; look them up one by one, since
 * nobody knows here which names there are.
 */
export function prepareOne<Named extends Values, Result>(
  build: (values: Places<Named>) => { prepare: () => { execute: (values: Named) => Promise<Result> } },
): (values: Named) => Promise<Result> {
  const statement = once(() => build(places()).prepare())
  return (values) => statement().execute(values)
}

/** What Drizzle's own batch asks of a statement. */
type Preparable = { ['_prepare']: () => Prepared }
type Prepared = { getQuery: () => Query }

/** The same for a batch, for which Drizzle has no `prepare()`: its batch gets the statements with the values in. */
export function prepareBatch<
  Named extends Values,
  Statement extends BatchItem<'sqlite'>,
  Statements extends readonly [Statement, ...Statement[]],
>(db: Database, build: (values: Places<Named>) => Statements) {
  const statements = once(() =>
    (build(places()) as readonly object[] as Preparable[]).map((statement) => statement['_prepare']()),
  )
  const fill = (statement: Prepared, values: Named): Preparable => {
    const query = statement.getQuery()
    const filled = { ...query, params: fillPlaceholders(query.params, values) }
    return { _prepare: () => Object.create(statement, { getQuery: { value: () => filled } }) as Prepared }
  }
  return (values: Named) =>
    db.batch(statements().map((statement) => fill(statement, values)) as readonly object[] as Statements)
}

const places = <Named>() =>
  new Proxy({}, { get: (_, name) => sql`${sql.placeholder(String(name))}` }) as Places<Named>

function once<Thing>(make: () => Thing): () => Thing {
  let made: Thing | undefined
  return () => (made ??= make())
}
