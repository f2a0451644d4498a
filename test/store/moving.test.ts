import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { newUser } from '../../src/core/identity/new-user.ts'
import index from '../../src/index.ts'
import { literal } from '../../src/store/literal.ts'
import { movingIn, movingOut } from '../../src/store/import-export.ts'
import type { User } from '../../src/store/tables/users.ts'
import { alive, LIVE, readMe, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { dump, rows, tableNames } from '../support/database.ts'
import { deferredWork } from '../support/worker.ts'

const userOf = (email: string, changes: Partial<User> = {}): User => ({
  ...newUser({ email, password: '!', profile: {}, role: 'user', language: null, now: Date.now() }),
  ...changes,
})

const NOW = NOON

/** Runs statements as one transaction, as the command does. Returns the rows of each by its name. */
async function run(statements: Record<string, string>): Promise<Record<string, Record<string, unknown>[]>> {
  const texts = Object.values(statements)
  const answers = await bindings.DB.batch<Record<string, unknown>>(
    texts.map((text) => bindings.DB.prepare(text)),
  )
  return Object.fromEntries(
    Object.keys(statements).map((name, index) => [name, answers[index]?.results ?? []]),
  )
}

const refused = async (name: string) => (await run(movingIn.refused(name, { max: 10, now: NOW }))).reasons
const moveIn = (name: string, { skipRefused = false } = {}) =>
  run(movingIn.moveIn(name, { skipRefused, now: NOW }))
const tables = async () => (await tableNames()).filter((name) => name.startsWith('moving_in_'))

const emails = async () =>
  (await rows<{ email: string }>('select email from users order by email')).map(({ email }) => email)

async function waiting(users: User[], name = 'test') {
  await run(movingIn.begin(name, NOW))
  await run(
    movingIn.wait(
      name,
      users.map((user, index) => ({ line: index + 1, user })),
      NOW,
    ),
  )
  return name
}

describe('a literal', () => {
  it.each([
    "O'Neill",
    "'; drop table users; --",
    "'' or ''1''=''1",
    'BEGIN TRANSACTION; COMMIT;',
    'a\\',
    '-- /* */ $$ $1$ ? :a @b #',
    'naïve ✓ 😀 \u202E',
    'before\0after',
    'two\nlines',
    ' ',
    '',
    '$2y$12$kX/yl3z3Z2ytqRbzI28DOuIYop9cA9cM/fUdsntL0OgYLSTKT6j42',
    'ada+x@example.com',
  ])('is read as exactly the text it was made from: %j', async (text) => {
    const written = literal(text)
    expect(written).toMatch(/^[\x20-\x7e]*$/)
    expect(await rows(`select hex(${written}) as hex, typeof(${written}) as type`)).toEqual([
      { hex: Buffer.from(text).toString('hex').toUpperCase(), type: 'text' },
    ])
  })

  it('can be a number or null', async () => {
    expect(await rows(`select ${literal(17)} as number, ${literal(null)} as none`)).toEqual([
      { number: 17, none: null },
    ])
  })
})

describe('imported users', () => {
  it('appear all at once and unchanged, and the table they waited in is dropped', async () => {
    const ada = userOf('ada@example.net', {
      firstName: "Zoë '; --",
      bio: 'x',
      role: 'admin',
      verifiedAt: 5,
      disabledAt: 6,
      language: 'es',
    })
    const name = await waiting([ada, userOf('bob@example.net')])
    expect(await emails()).toEqual([])
    expect(await refused(name)).toEqual([])
    expect((await moveIn(name)).count).toEqual([{ count: 2 }])
    expect(await emails()).toEqual(['ada@example.net', 'bob@example.net'])
    const { users } = await run(movingOut.page({ after: '', max: 10 }))
    expect(users?.find(({ email }) => email === ada.email)).toEqual(ada)
    expect([await tables(), await rows('select * from import_runs')]).toEqual([[], []])
  })

  it('are inserted by statements that are short enough for D1', async () => {
    const users = Array.from({ length: 300 }, (_, n) => userOf(`u${n}@example.net`, { bio: '✓'.repeat(500) }))
    const statements = Object.values(
      movingIn.wait(
        't',
        users.map((user, line) => ({ line, user })),
        NOW,
      ),
    )
    expect(statements.length).toBeGreaterThan(5)
    expect(Math.max(...statements.map((statement) => statement.length))).toBeLessThan(100_000)
    await moveIn(await waiting(users))
    expect(await emails()).toHaveLength(300)
  })

  it('are refused by line when a user or an earlier line has their address or id', async () => {
    const held = await registered()
    const twin = userOf('twin@example.net')
    const name = await waiting([
      userOf(held.email),
      twin,
      userOf('twin@example.net'),
      userOf('other@example.net', { id: twin.id }),
      userOf('third@example.net', { id: held.id, verifiedAt: NOW }),
    ])
    expect((await run(movingIn.refused(name, { max: 10, now: NOW }))).count).toEqual([{ count: 4 }])
    expect(await refused(name)).toEqual([
      { line: 1, reason: 'email: a user has it' },
      { line: 3, reason: 'email: line 2 has it' },
      { line: 4, reason: 'id: line 2 has it' },
      { line: 5, reason: 'id: a user has it' },
    ])
    await moveIn(name, { skipRefused: true })
    expect(await emails()).toEqual([held.email, twin.email].toSorted())
  })

  it('are all refused when somebody takes one of their addresses at the last moment', async () => {
    const name = await waiting([userOf('a@example.net'), userOf('b@example.net')])
    const held = await registered({ email: 'b@example.net' })
    await expect(moveIn(name)).rejects.toThrow(/constraint failed/)
    expect(await emails()).toEqual([held.email])
  })
})

describe('an unverified account that has the address of a line', () => {
  it('yields to a line that is verified, and is erased with all that is kept under its id', async () => {
    const stranger = await registered({ confirmed: false })
    await deferredWork()
    const sid = stranger.tokens.refresh.split('.')[0] ?? ''
    await rows(
      'insert into password_failures (subject, failures, blocked_until, updated_at) values (?1, 3, 0, 0), (?2, 3, 0, 0)',
      stranger.id,
      `${stranger.id}/a device`,
    )
    expect(await dump()).toContain(stranger.id)
    const owner = userOf(stranger.email, { verifiedAt: NOW, password: '!imported' })
    const name = await waiting([owner])
    expect(await refused(name)).toEqual([])
    const moved = await moveIn(name)
    expect(moved.ended).toEqual([{ id: sid }])
    expect(await dump()).not.toContain(stranger.id)
    expect(await rows('select id, password from users')).toEqual([{ id: owner.id, password: '!imported' }])
    expect((await readMe(stranger, stranger.tokens.access)).status).toBe(401)
  })

  it('yields to a line with its own id, which keeps the id', async () => {
    const stranger = await registered({ confirmed: false })
    const name = await waiting([userOf(stranger.email, { id: stranger.id, verifiedAt: NOW })])
    expect(await refused(name)).toEqual([])
    await moveIn(name)
    expect(await rows('select id, verified_at from users')).toEqual([{ id: stranger.id, verified_at: NOW }])
  })

  it('stays when the line is not verified', async () => {
    const holder = await registered({ confirmed: false })
    const name = await waiting([userOf(holder.email)])
    expect(await refused(name)).toEqual([{ line: 1, reason: 'email: a user has it' }])
    await moveIn(name, { skipRefused: true })
    expect(await alive(holder, holder.tokens)).toEqual(LIVE)
  })

  it('stays when a line with its id has another address', async () => {
    const holder = await registered({ confirmed: false })
    const name = await waiting([userOf('other@example.net', { id: holder.id, verifiedAt: NOW })])
    expect(await refused(name)).toEqual([{ line: 1, reason: 'id: a user has it' }])
    await moveIn(name, { skipRefused: true })
    expect(await emails()).toEqual([holder.email])
    expect(await alive(holder, holder.tokens)).toEqual(LIVE)
  })

  it('stays when an operator has disabled it', async () => {
    const holder = await registered({ confirmed: false })
    await rows('update users set disabled_at = 1')
    const before = await rows('select * from users')
    const name = await waiting([userOf(holder.email, { verifiedAt: NOW })])
    expect(await refused(name)).toEqual([{ line: 1, reason: 'email: a user has it' }])
    await moveIn(name, { skipRefused: true })
    expect(await rows('select * from users')).toEqual(before)
  })

  it('stays when its address is confirmed at the last moment, and nobody is imported', async () => {
    const holder = await registered({ confirmed: false })
    const name = await waiting([
      userOf(holder.email, { verifiedAt: NOW }),
      userOf('b@example.net', { verifiedAt: NOW }),
    ])
    await rows('update users set verified_at = ?', NOW)
    await expect(moveIn(name)).rejects.toThrow(/constraint failed/)
    expect(await emails()).toEqual([holder.email])
    expect(await alive(holder, holder.tokens)).toEqual(LIVE)
  })
})

describe('an address that an undo link reserves', () => {
  const link = (changes: Record<string, string | number> = {}) => {
    const row = { purpose: 'undo_email_change', reserves: 'a@example.net', expires_at: NOW + 1, ...changes }
    const columns = ['id', 'subject', 'tries', 'created_at', ...Object.keys(row)]
    const values = ['x', 'y', 0, 0, ...Object.values(row)]
    return rows(
      `insert into challenges (${columns.join()}) values (${values.map(() => '?').join()})`,
      ...values,
    )
  }

  it('is refused, also for a line that is verified', async () => {
    await link()
    const name = await waiting([userOf('a@example.net', { verifiedAt: NOW })])
    expect(await refused(name)).toEqual([{ line: 1, reason: 'email: its former owner can take it back' }])
    await expect(moveIn(name)).rejects.toThrow(/constraint failed/)
    expect((await moveIn(name, { skipRefused: true })).count).toEqual([{ count: 0 }])
  })

  it.each([
    ['expired', { expires_at: NOW }],
    ['used', { consumed_at: NOW }],
    ['superseded', { superseded_at: NOW }],
    ['of another purpose', { purpose: 'reset_link' }],
  ])('is free when the link is %s', async (_, changes) => {
    await link(changes)
    expect(await refused(await waiting([userOf('a@example.net')]))).toEqual([])
  })
})

describe('an import beside another', () => {
  const DAY = 86_400_000
  const leftOver = async (name: string, now: number) => (await run(movingIn.begin(name, now))).leftOver

  it('takes no living one for a leftover, however long ago it began', async () => {
    const living = await waiting([userOf('a@example.net')], 'living')
    await run(movingIn.wait(living, [{ line: 2, user: userOf('b@example.net') }], NOW + 20 * DAY))
    expect(await leftOver('other', NOW + 21 * DAY - 1)).toEqual([])
    expect((await moveIn(living)).count).toEqual([{ count: 2 }])
  })

  it('answers those that have given no sign of life for a day, to be dropped', async () => {
    await waiting([userOf('a@example.net')], 'broken')
    expect(await leftOver('later', NOW + DAY)).toEqual([{ run: 'broken' }])
    await run(movingIn.end(['later', 'broken']))
    expect([await tables(), await rows('select * from import_runs')]).toEqual([[], []])
  })

  it('gives a table that nobody knows a day from now on', async () => {
    await rows('create table moving_in_1700000000000 as select 1 as line')
    expect(await leftOver('later', NOW)).toEqual([])
    expect(await leftOver('much_later', NOW + DAY)).toContainEqual({ run: '1700000000000' })
  })
})

describe('the cron trigger', () => {
  const cron = () => index.scheduled(createScheduledController(), bindings, createExecutionContext())

  it('drops the table of an import that was broken off a day ago, and no other', async () => {
    await waiting([userOf('a@example.net')], 'broken')
    await waiting([userOf('b@example.net')], 'living')
    await cron()
    expect(await tables()).toEqual(['moving_in_broken', 'moving_in_living'])
    pass(86_400_000)
    await run(movingIn.wait('living', [], Date.now()))
    await cron()
    expect(await tables()).toEqual(['moving_in_living'])
    expect(await rows('select run from import_runs')).toEqual([{ run: 'living' }])
  })
})
