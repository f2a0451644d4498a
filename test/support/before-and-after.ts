import { bindings } from './bindings.ts'
import { tableNames } from './database.ts'

type Row = Record<string, string | number | null>
type Tables = Record<string, Row[]>

/** All of D1 and KV at one moment. */
export type Moment = { tables: Tables; keys: Map<string, string> }

export async function thisMoment(): Promise<Moment> {
  const [tables, keys] = await Promise.all([readTables(), readKeys()])
  return { tables, keys }
}

let tables: Promise<string[]> | undefined

async function readTables(): Promise<Tables> {
  tables ??= tableNames()
  const names = await tables
  const found = await bindings.DB.batch<Row>(
    names.map((name) => bindings.DB.prepare(`select * from ${name}`)),
  )
  return Object.fromEntries(names.map((name, index) => [name, found[index]?.results ?? []]))
}

async function readKeys(): Promise<Map<string, string>> {
  const entries = (await keyNames()).map(async (name) => [name, (await bindings.KV.get(name)) ?? ''] as const)
  return new Map(await Promise.all(entries))
}

const keyNames = async () => (await bindings.KV.list()).keys.map(({ name }) => name)

/** Makes it this moment again. */
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

/**
 * What has happened since a moment, with everything named alike that is random by design, and without
 * what merely counts: tries, budgets, failures, how often a version moved on.
 */
export async function happenedSince(before: Moment) {
  const [now, names] = await Promise.all([readTables(), keyNames()])
  const known = new Set(Object.values(before.tables).flatMap((table) => table.map(({ id }) => id)))
  const name = (id: unknown) => (known.has(id as string) || id === null ? id : 'new')
  const earlier = (table: string, id: unknown) => before.tables[table]?.find((row) => row['id'] === id)

  const users = (now['users'] ?? []).map((user) => {
    const was = earlier('users', user['id'])
    const {
      id,
      password,
      security_version,
      verified_at,
      last_login_at,
      updated_at,
      created_at,
      changed_by: _name,
      ...rest
    } = user
    return {
      id: name(id),
      rest,
      password: password === was?.['password'] ? 'as before' : 'another',
      movedOn: security_version !== (was?.['security_version'] ?? 0),
      verified: verified_at !== null,
      signedIn: last_login_at !== (was?.['last_login_at'] ?? null),
      touched: [updated_at !== was?.['updated_at'], created_at !== was?.['created_at']],
    }
  })
  const sessions = (now['sessions'] ?? []).map(({ id, user_id, generation, revoked_reason }) => ({
    id: name(id),
    user: name(user_id),
    generation,
    ended: revoked_reason,
  }))
  const challenges = (now['challenges'] ?? [])
    .map(({ id, subject, purpose, superseded_at, consumed_at }) => ({
      id: name(id),
      subject: name(subject),
      purpose,
      good: superseded_at === null && consumed_at === null,
    }))
    // One that is new and no good any more is what a failed try leaves behind: nobody knows its code.
    .filter(({ id, good }) => id !== 'new' || good)
  const announced = names.filter((key) => key.startsWith('revoked:')).map((key) => name(key.slice(8)))
  const events = (now['audit_events'] ?? []).filter(({ id }) => !known.has(id as string))
  return {
    rows: { users: sorted(users), sessions: sorted(sessions), challenges: sorted(challenges) },
    after: {
      announced: sorted(announced),
      payloads: names.filter((key) => key.startsWith('code:')).length,
      events: sorted(
        events.map(({ event, outcome, reason, subject }) => [event, outcome, reason, name(subject)]),
      ),
    },
  }
}

const sorted = (items: unknown[]) => items.map((item) => JSON.stringify(item)).toSorted()
