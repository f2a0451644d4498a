import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { is } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable, SQLiteTable as Table } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import index from '../../src/index.ts'
import { LIVE, alive, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON } from '../support/clock.ts'
import { setCount } from '../support/budgets.ts'
import { emptied, rows, tableNames } from '../support/database.ts'
import { logged } from '../support/log.ts'

const DAY = 86_400_000

const modules = import.meta.glob<Record<string, unknown>>('../../src/store/tables/*.ts', { eager: true })
const tables = Object.values(modules)
  .flatMap((module) => Object.values(module))
  .filter((each): each is SQLiteTable => is(each, Table))

// The files of a worker share a database: one that is left without its version fails whoever comes next.
it.each([
  'delete from marks',
  `update marks set value = value - 1 where name = 'schema'`,
  'drop table users',
  'create table more (id)',
])('a test that runs %s leaves the database of the migrations to the next', async (spoil) => {
  const whole = async () => [await tableNames(), await rows('select * from marks')]
  const before = await whole()
  await rows(spoil)
  await emptied()
  expect(await whole()).toEqual(before)
})

describe('the schema in code', () => {
  it('names every table that the migrations make', async () => {
    expect(tables.map((table) => getTableConfig(table).name).toSorted()).toEqual(await tableNames())
  })

  // A table with a rowid has its key in an index of its own: one more row that is written for each.
  it('has no table whose rows lie anywhere but in their key', async () => {
    const listed = await rows<{ name: string; wr: number }>('pragma table_list')
    const names = await tableNames()
    expect(names.filter((name) => listed.find((each) => each.name === name)?.wr !== 1)).toEqual([])
  })

  it.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
    'has the columns that the migrations make, in %s',
    async (name, table) => {
      type Column = { name: string; type: string; notnull: number; pk: number; dflt_value: string | null }
      const migrated = await rows<Column>(`pragma table_info(${name})`)
      const { columns, primaryKeys } = getTableConfig(table)
      const key = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary)
      const declared = columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        notnull: column.notNull,
        placeInKey: key.findIndex(({ name }) => name === column.name) + 1,
        fallback: column.hasDefault,
      }))
      const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name)
      // A migration adds columns behind the others, the schema where they are read.
      expect(
        migrated
          .map(({ name, type, notnull, pk, dflt_value }) => ({
            name,
            type: type.toUpperCase(),
            notnull: notnull === 1,
            placeInKey: pk,
            fallback: dflt_value !== null,
          }))
          .toSorted(byName),
      ).toEqual(declared.toSorted(byName))
    },
  )

  it.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
    'has the indexes that the migrations make, in %s',
    async (name, table) => {
      const { indexes, columns } = getTableConfig(table)
      const declared = [
        ...indexes.map(({ config }) => ({
          unique: config.unique,
          columns: config.columns.map((column) => ('name' in column ? column.name : 'expression')),
        })),
        ...columns
          .filter((column) => column.isUnique)
          .map((column) => ({ unique: true, columns: [column.name] })),
      ]
      const list = await rows<{ name: string; unique: number; origin: string }>(`pragma index_list(${name})`)
      const migrated = await Promise.all(
        list
          .filter(({ origin }) => origin !== 'pk')
          .map(async (each) => ({
            unique: each.unique === 1,
            columns: (await rows<{ name: string }>(`pragma index_info(${each.name})`)).map(
              ({ name }) => name,
            ),
          })),
      )
      const sorted = (indexes: typeof declared) =>
        indexes.map((each) => JSON.stringify(each)).toSorted((a, b) => a.localeCompare(b))
      expect(sorted(migrated)).toEqual(sorted(declared))
    },
  )
})

describe('the cron job', () => {
  const cleanUp = async () => {
    const context = createExecutionContext()
    await index.scheduled(createScheduledController(), bindings, context)
    await waitOnExecutionContext(context)
    return logged().findLast(({ event }) => event === 'expired_rows_deleted')?.['count']
  }

  const ids = async (table: string, column = 'id') =>
    (await rows<Record<string, string>>(`select ${column} from ${table} order by 1`)).map(
      (row) => row[column],
    )

  const now = NOON

  it('deletes sessions ninety days after their end, and no other', async () => {
    const ada = await registered()
    const session = (id: string, expiresAt: number, revokedAt: number | null) =>
      rows(
        `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, idle_expires_at, expires_at, revoked_at) values (?, ?, 0, 0, 0, 0, 0, ?, ?, ?)`,
        id,
        ada.id,
        expiresAt,
        expiresAt,
        revokedAt,
      )
    await session('expired long ago', now - 90 * DAY, null)
    await session('expired lately', now - 90 * DAY + 1, null)
    await session('revoked long ago', now + DAY, now - 90 * DAY)
    await session('revoked lately', now + DAY, now - 90 * DAY + 1)
    expect(await cleanUp()).toBe(2)
    expect(await ids('sessions')).toEqual([
      ada.tokens.refresh.split('.')[0],
      'expired lately',
      'revoked lately',
    ])
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('deletes expired challenges and ended budget windows', async () => {
    await rows(
      `insert into challenges (id, subject, purpose, tries, created_at, expires_at) values ('dead', 's', 'verify_email', 0, 0, ?), ('alive', 's', 'verify_email', 0, 0, ?)`,
      now,
      now + 1,
    )
    await setCount('over', 'hour', 1, 0)
    await setCount('open', 'hour', 1, 1)
    expect(await cleanUp()).toBe(2)
    expect([await ids('challenges'), await ids('budgets', 'owner')]).toEqual([['alive'], ['open']])
  })

  it('keeps the failures of a link that undoes a move for as long as the link', async () => {
    const ada = await registered()
    await rows(
      `insert into challenges (id, subject, purpose, tries, created_at, expires_at) values ('good', 's', 'undo_email_change', 0, 0, ?)`,
      now + 1,
    )
    const subjects = ['good', 'over'].map((link) => `${ada.id}:undo:${link}`)
    for (const subject of subjects)
      await rows(
        'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, 4, 0, ?)',
        subject,
        now - 6 * DAY,
      )
    expect(await cleanUp()).toBe(1)
    expect(await ids('password_failures', 'subject')).toEqual(subjects.slice(0, 1))
  })

  it('forgets failures after thirty days without a new one, for accounts and for unknown addresses', async () => {
    const ada = await registered()
    const failures = (subject: string, count: number, at: number) =>
      rows(
        'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, ?, 0, ?)',
        subject,
        count,
        at,
      )
    await failures(ada.id, 60, now - 30 * DAY)
    await failures('address:old', 60, now - 30 * DAY)
    await failures('address:new', 60, now - 30 * DAY + 1)
    await failures('address:disabled', 100, now - 400 * DAY)
    expect(await cleanUp()).toBe(2)
    expect(await ids('password_failures', 'subject')).toEqual(['address:disabled', 'address:new'])
  })
})
