import { applyD1Migrations, reset } from 'cloudflare:test'
import { bindings } from './bindings.ts'
import { deferredWork } from './worker.ts'

type Row = Record<string, string | number | null>

/** Rows of any query, past the service's own store. */
export async function rows<Found = Row>(query: string, ...values: unknown[]): Promise<Found[]> {
  const { results } = await bindings.DB.prepare(query)
    .bind(...values)
    .all<Found>()
  return results
}

let migrated: string[] = []

/** D1 up to date, whoever has used it before. */
export async function migratedDatabase() {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS)
  migrated = await tableNames()
}

/** What tests write into a table: the version of the schema is of the migrations. */
const contentOf = (name: string) => `${name}${name === 'marks' ? " where name <> 'schema'" : ''}`

/** Takes out of D1 and KV whatever a test has left there, which is faster than to make both anew. */
export async function emptied() {
  const filled = await filledTables()
  if (filled === undefined) {
    await reset()
    return migratedDatabase()
  }
  if (filled.length > 0)
    await bindings.DB.batch(
      ['pragma defer_foreign_keys = on', ...filled.map((name) => `delete from ${contentOf(name)}`)].map(
        (statement) => bindings.DB.prepare(statement),
      ),
    )
  for (let whole = false; !whole;) {
    const { keys, list_complete } = await bindings.KV.list()
    await Promise.all(keys.map(({ name }) => bindings.KV.delete(name)))
    whole = list_complete
  }
}

/** The tables that are not empty, by one statement; undefined where a table is gone, or there is one more. */
async function filledTables(): Promise<string[] | undefined> {
  const filled = migrated.map((name) => `exists (select 1 from ${contentOf(name)}) as ${name}`)
  const names = `(select group_concat(name) from (${TABLE_NAMES})) as names`
  const [found] = await rows(`select ${[names, ...filled].join()}`).catch(() => [])
  return found?.['names'] === migrated.join() ? migrated.filter((name) => found[name] === 1) : undefined
}

const TABLE_NAMES = `select name from sqlite_master where type = 'table' and name not glob '_cf_*' and name not glob 'sqlite_*' and name not glob 'd1_*' order by name`

export const tableNames = async () => (await rows<{ name: string }>(TABLE_NAMES)).map(({ name }) => name)

/** Everything that is in D1, without these tables and columns, as text: equal texts, nothing changed. */
export async function dump({
  without = [],
  withoutColumns = [],
}: { without?: string[]; withoutColumns?: string[] } = {}): Promise<string> {
  await deferredWork() // the audit trail is written after the answer
  const names = (await tableNames()).filter((name) => !without.includes(name))
  const contents = await bindings.DB.batch(
    names.map((name) => bindings.DB.prepare(`select * from ${name} order by 1`)),
  )
  return JSON.stringify(
    names.map((name, index) => [name, contents[index]?.results]),
    (name, value: unknown) => (withoutColumns.includes(name) ? undefined : value),
  )
}

/** Everything that is in KV, as text, the mails of the development mailbox excepted: equal texts, nothing changed. */
export async function keyValueDump(): Promise<string> {
  const kept = [...(await readKeys())].filter(([name]) => !name.startsWith('mailbox:'))
  return JSON.stringify(kept)
}

type Tables = Record<string, Row[]>

/** All of D1 and KV at one moment. */
export type Moment = { tables: Tables; keys: Map<string, string> }

export async function thisMoment(): Promise<Moment> {
  const [tables, keys] = await Promise.all([readTables(), readKeys()])
  return { tables, keys }
}

/** The rows of every table. */
export async function readTables(): Promise<Tables> {
  const found = await bindings.DB.batch<Row>(
    migrated.map((name) => bindings.DB.prepare(`select * from ${name}`)),
  )
  return Object.fromEntries(migrated.map((name, index) => [name, found[index]?.results ?? []]))
}

async function readKeys(): Promise<Map<string, string>> {
  const entries = (await keyNames()).map(async (name) => [name, (await bindings.KV.get(name)) ?? ''] as const)
  return new Map(await Promise.all(entries))
}

/** The names of all keys of KV. */
export const keyNames = async () => (await bindings.KV.list()).keys.map(({ name }) => name)

/** Makes it this moment again; a value of KV that was written over stays, since no key of ours is written twice. */
export async function backTo({ tables, keys }: Moment): Promise<void> {
  const statements = Object.entries(tables).flatMap(([name, contents]) => {
    const empty = bindings.DB.prepare(`delete from ${name}`)
    const columns = Object.keys(contents[0] ?? {}).map((column) => `value ->> '$.${column}'`)
    if (columns.length === 0) return [empty]
    const fill = `insert into ${name} select ${columns.join(', ')} from json_each(?)`
    return [empty, bindings.DB.prepare(fill).bind(JSON.stringify(contents))]
  })
  await bindings.DB.batch(statements)
  const present = await keyNames()
  const gone = [...keys].filter(([name]) => !present.includes(name))
  await Promise.all([
    ...present.filter((name) => !keys.has(name)).map((name) => bindings.KV.delete(name)),
    ...gone.map(([name, value]) => bindings.KV.put(name, value)),
  ])
}

/** How D1 and KV are now; calling it brings that back, whatever has happened since. */
export async function restorer(): Promise<() => Promise<void>> {
  const moment = await thisMoment()
  return () => backTo(moment)
}
