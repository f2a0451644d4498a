import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm'
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
  const values = new Map(Object.entries(row))
  const selection = Object.keys(getTableColumns(table)).map((name) => sql`${values.get(name) ?? null}`)
  return db
    .insert(table)
    .select(sql`select ${sql.join(selection, sql`, `)} ${source}`)
    .onConflictDoNothing()
}
