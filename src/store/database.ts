import { fillPlaceholders, getTableColumns, type Query, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { drizzle } from 'drizzle-orm/d1'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

export type Database = ReturnType<typeof openDatabase>

export const openDatabase = (d1: D1Database) => drizzle(d1)

/** A value, or SQL that stands for it: another column, or the place of a value in a prepared statement. */
export type Given<Value> = Value | SQL<Value>

type Statement = BatchItem<'sqlite'>
type Results<Statements extends Record<string, Statement>> = {
  [Name in keyof Statements]: NonNullable<Statements[Name]>['_']['result']
}

/**
 * Runs statements as one transaction, in the order in which they are written, and answers the result of
 * each by its name. D1 has no interactive transaction: a decision is a conditional statement, and what
 * depends on it is a condition of the statements behind it.
 */
export async function transaction<Statements extends Record<string, Statement>>(
  db: Database,
  statements: Statements,
): Promise<Results<Statements>> {
  const [first, ...others] = Object.values<Statement>(statements)
  if (!first) throw new TypeError('A transaction needs a statement.')
  const results = await db.batch([first, ...others])
  const named = Object.keys(statements).map((name, index) => [name, results[index]])
  return Object.fromEntries(named) as Results<Statements>
}

/** Places for values in a statement that is prepared once, by name. */
export const places = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`])) as Record<Name, SQL<never>>

/** Places for the members of one value, which have its name before theirs. */
export const placesOf = <Name extends string>(value: string, ...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(`${value}.${name}`)}`])) as Record<
    Name,
    SQL<never>
  >

/** What stands in those places; what is undefined is null. */
export const valuesOf = (value: string, members: object) =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]: [string, unknown]) => [`${value}.${name}`, member ?? null]),
  )

/** As D1 has it. */
export type Row = Record<string, unknown>

/**
 * Rows of a prepared transaction as Drizzle would answer them: by the names of the members, and decoded. A column that
 * was not asked for is undefined.
 */
export const rowsOf = <Table extends SQLiteTable>(table: Table, rows: Row[]): Table['$inferSelect'][] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(getTableColumns(table)).map(([member, column]) => {
        const value = row[column.name]
        return [member, value === null || value === undefined ? value : column.mapFromDriverValue(value)]
      }),
    ),
  )

/**
 * A transaction whose SQL is written once, at its first use: Drizzle takes as much CPU to write it as a
 * third of a request. Drizzle prepares single statements only, so D1 gets the text and the values. The
 * rows come as D1 has them, by the names of their columns. What is undefined is no statement, and has no rows.
 */
export function prepareTransaction<Name extends string>(
  d1: D1Database,
  build: () => Record<Name, { toSQL: () => Query } | undefined>,
): (values: Row) => Promise<Record<Name, Row[]>> {
  let prepared: { name: string; text: string; params: unknown[] }[] | undefined
  let empty: Record<string, Row[]> = {}
  const prepare = () => {
    const statements = Object.entries<{ toSQL: () => Query } | undefined>(build())
    empty = Object.fromEntries(statements.map(([name]) => [name, []]))
    return statements.flatMap(([name, statement]) => {
      if (!statement) return []
      const { sql: text, params } = statement.toSQL()
      return { name, text, params }
    })
  }
  return async (values) => {
    prepared ??= prepare()
    const results = await d1.batch<Row>(
      prepared.map(({ text, params }) => d1.prepare(text).bind(...fillPlaceholders(params, values))),
    )
    const named = prepared.map(({ name }, index) => [name, results[index]?.results ?? []])
    return { ...empty, ...Object.fromEntries(named) } as Record<Name, Row[]>
  }
}
