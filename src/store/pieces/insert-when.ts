import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from '../database.ts'

/** A new row, whose values may be SQL. */
export type NewRow<Table extends SQLiteTable> = {
  [Column in keyof InferInsertModel<Table>]: InferInsertModel<Table>[Column] | SQL
}

/**
 * `INSERT … SELECT <row> <source>`: inserts the row only if `source` (a FROM and WHERE that find at most
 * one row) finds one. A row that is there already stays, so that the statement can run a second time.
 */
export function insertWhen<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: NewRow<Table>,
  source: SQL,
) {
  return insertEachWhen(db, table, [{ row, source }])
}

/** The same for several rows, by one statement. */
export function insertEachWhen<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  each: readonly { row: NewRow<Table>; source: SQL }[],
) {
  const names = Object.keys(getTableColumns(table))
  const selections = each.map(({ row, source }) => {
    const values: Record<string, unknown> = row
    const selection = names.map((name) => sql`${values[name] ?? null}`)
    return sql`select ${sql.join(selection, sql`, `)} ${source}`
  })
  return db
    .insert(table)
    .select(sql.join(selections, sql` union all `))
    .onConflictDoNothing()
}
