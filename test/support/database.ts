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
let version: unknown

/** D1 up to date. The files of a worker share one, and whoever is done with it leaves it as it was. */
export async function migratedDatabase() {
  if (migrated.length === 0) await migrate()
}

async function migrate() {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS)
  migrated = await tableNames()
  version = (await rows(VERSION))[0]?.['value']
}

const VERSION = `select value from marks where name = 'schema'`

/** What tests write into a table: the version of the schema is of the migrations. */
const contentOf = (name: string) => `${name}${name === 'marks' ? " where name <> 'schema'" : ''}`

/** Takes out of D1 and KV whatever a test has left there, which is faster than to make both anew. */
export async function emptied() {
  const filled = await filledTables()
  if (filled === undefined) {
    await reset()
    return migrate()
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

/** The tables that are not empty, by one statement; undefined where tables or version are not those of the migrations. */
async function filledTables(): Promise<string[] | undefined> {
  const filled = migrated.map((name) => `exists (select 1 from ${contentOf(name)}) as ${name}`)
  const names = `(select group_concat(name) from (${TABLE_NAMES})) as names`
  const [found] = await rows(`select ${[names, `(${VERSION}) as version`, ...filled].join()}`).catch(() => [])
  const isWhole = found?.['names'] === migrated.join() && found['version'] === version
  return isWhole ? migrated.filter((name) => found[name] === 1) : undefined
}

const TABLE_NAMES = `select name from sqlite_master where type = 'table' and name not glob '_cf_*' and name not glob 'sqlite_*' and name not glob 'd1_*' order by name`

export const tableNames = async () => (await rows<{ name: string }>(TABLE_NAMES)).map(({ name }) => name)

/** The columns of each table. */
let columns = new Map<string, string[]>()

async function columnsNow() {
  const members = '(select json_group_array(name) from pragma_table_info(t.name))'
  const found = await rows<{ name: string; members: string }>(
    `select t.name, ${members} as members from (${TABLE_NAMES}) t`,
  )
  return new Map(found.map(({ name, members }) => [name, JSON.parse(members) as string[]]))
}

/** The rows of each table as JSON, by one statement. */
async function contentsNow({ order = '', without = [] as string[] } = {}): Promise<Map<string, string>> {
  const read = async () => {
    const listed = [...columns].map(([name, members]) => {
      const kept = members.filter((member) => !without.includes(member))
      const row = `json_object(${kept.map((member) => `'${member}', t.${member}`).join()})`
      return `(select json_group_array(${row}) from (select * from ${name} ${order}) t) as ${name}`
    })
    const names = `(select group_concat(name) from (${TABLE_NAMES})) as names`
    const [found] = await rows<Record<string, string>>(`select ${[names, ...listed].join()}`)
    const { names: present, ...contents } = found ?? {}
    return present === [...columns.keys()].join() ? new Map(Object.entries(contents)) : undefined
  }
  const known = await read().catch(() => undefined)
  if (known) return known
  columns = await columnsNow()
  const found = await read()
  if (!found) throw new Error('the tables change while they are read')
  return found
}

/** Everything that is in D1, without these tables and columns, as text: equal texts, nothing changed. */
export async function dump({
  without = [],
  withoutColumns = [],
}: { without?: string[]; withoutColumns?: string[] } = {}): Promise<string> {
  await deferredWork() // the audit trail is written after the answer
  const contents = await contentsNow({ order: 'order by 1', without: withoutColumns })
  const kept = [...contents].filter(([name]) => !without.includes(name))
  return `[${kept.map(([name, text]) => `["${name}",${text}]`).join()}]`
}

/** Everything that is in KV, as text, the mails of the development mailbox excepted: equal texts, nothing changed. */
export async function keyValueDump(): Promise<string> {
  const kept = [...(await readKeys())].filter(([name]) => !name.startsWith('mailbox:'))
  return JSON.stringify(kept)
}

type Tables = Record<string, Row[]>

/** All of D1 and KV at one moment. */
export type Moment = { contents: Map<string, string>; tables: Tables; keys: Map<string, string> }

export async function thisMoment(): Promise<Moment> {
  const [contents, keys] = await Promise.all([contentsNow(), readKeys()])
  return { contents, tables: parsed(contents), keys }
}

/** The rows of every table. */
export const readTables = async () => parsed(await contentsNow())

const parsed = (contents: Map<string, string>): Tables =>
  Object.fromEntries([...contents].map(([name, text]) => [name, JSON.parse(text) as Row[]]))

async function readKeys(): Promise<Map<string, string>> {
  const entries = (await keyNames()).map(async (name) => [name, (await bindings.KV.get(name)) ?? ''] as const)
  return new Map(await Promise.all(entries))
}

/** The names of all keys of KV. */
export const keyNames = async () => (await bindings.KV.list()).keys.map(({ name }) => name)

/**
 * Makes it this moment again, and writes only the tables that are different; no table refers to another. A value of
 * KV that was written over stays, since no key of ours is written twice.
 */
export async function backTo({ contents, keys }: Moment): Promise<void> {
  // What a test has put into a column may be nothing that JSON can hold.
  const now = await contentsNow().catch(() => undefined)
  const changed = [...contents].filter(([name, text]) => now?.get(name) !== text)
  const statements = changed.flatMap(([name, text]) => {
    const values = (columns.get(name) ?? []).map((column) => `value ->> '$.${column}'`)
    const empty = bindings.DB.prepare(`delete from ${name}`)
    const fill = `insert into ${name} select ${values.join(', ')} from json_each(?)`
    return text === '[]' ? [empty] : [empty, bindings.DB.prepare(fill).bind(text)]
  })
  if (statements.length > 0) await bindings.DB.batch(statements)
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
