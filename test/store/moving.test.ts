import { describe, expect, it } from 'vitest'
import { newUser } from '../../src/core/identity/new-user.ts'
import { literal } from '../../src/store/literal.ts'
import { movingIn, movingOut } from '../../src/store/import-export.ts'
import type { User } from '../../src/store/tables/users.ts'
import { registered } from '../support/account.ts'
import { rows } from '../support/database.ts'

const userOf = (email: string, changes: Partial<User> = {}): User => ({
  ...newUser({ email, password: '!', profile: {}, role: 'user', language: null, now: Date.now() }),
  ...changes,
})

/** Runs statements one after another, as the command does. Returns the rows of the last one that has any. */
async function run(statements: string[]) {
  let last: Record<string, unknown>[] = []
  for (const statement of statements) {
    const found = await rows<Record<string, unknown>>(statement)
    if (found.length > 0) last = found
  }
  return last
}

const emails = async () =>
  (await rows<{ email: string }>('select email from users order by email')).map(({ email }) => email)

async function waiting(users: User[], table = movingIn.tableOf('test')) {
  await run(movingIn.begin(table))
  await run(
    movingIn.wait(
      table,
      users.map((user, index) => ({ line: index + 1, user })),
    ),
  )
  return table
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
    const table = await waiting([ada, userOf('bob@example.net')])
    expect(await emails()).toEqual([])
    expect(await run(movingIn.refused(table, 10))).toEqual([{ count: 0 }])
    expect(await run(movingIn.moveIn(table, { skipRefused: false }))).toEqual([{ count: 2 }])
    expect(await emails()).toEqual(['ada@example.net', 'bob@example.net'])
    await run(movingIn.end([table]))
    const out = await run(movingOut.page({ after: '', max: 10 }))
    expect(out.find(({ email }) => email === ada.email)).toEqual(ada)
    expect(await run(movingIn.begin('another'))).toEqual([])
  })

  it('are inserted by statements that are short enough for D1', async () => {
    const users = Array.from({ length: 300 }, (_, n) => userOf(`u${n}@example.net`, { bio: '✓'.repeat(500) }))
    const statements = movingIn.wait(
      't',
      users.map((user, line) => ({ line, user })),
    )
    expect(statements.length).toBeGreaterThan(5)
    expect(Math.max(...statements.map((statement) => statement.length))).toBeLessThan(100_000)
    await run(movingIn.moveIn(await waiting(users), { skipRefused: false }))
    expect(await emails()).toHaveLength(300)
  })

  it('are refused by line when a user or an earlier line has their address or id', async () => {
    const held = await registered()
    const twin = userOf('twin@example.net')
    const table = await waiting([
      userOf(held.email),
      twin,
      userOf('twin@example.net'),
      userOf('other@example.net', { id: twin.id }),
      userOf('third@example.net', { id: held.id }),
    ])
    const [count = '', reasons = ''] = movingIn.refused(table, 10)
    expect(await rows(count)).toEqual([{ count: 4 }])
    expect(await rows(reasons)).toEqual([
      { line: 1, reason: 'email: a user has it' },
      { line: 3, reason: 'email: line 2 has it' },
      { line: 4, reason: 'id: line 2 has it' },
      { line: 5, reason: 'id: a user has it' },
    ])
    await run(movingIn.moveIn(table, { skipRefused: true }))
    expect(await emails()).toEqual([held.email, twin.email].toSorted())
  })

  it('are all refused when somebody takes one of their addresses at the last moment', async () => {
    const table = await waiting([userOf('a@example.net'), userOf('b@example.net')])
    const held = await registered({ email: 'b@example.net' })
    await expect(run(movingIn.moveIn(table, { skipRefused: false }))).rejects.toThrow(/UNIQUE/)
    expect(await emails()).toEqual([held.email])
  })

  it('leave only a table after an interrupted import, and the next import drops it', async () => {
    const broken = await waiting([userOf('a@example.net')], movingIn.tableOf('earlier'))
    expect(await emails()).toEqual([])
    const later = movingIn.tableOf('later')
    expect(await run(movingIn.begin(later))).toEqual([{ name: broken }])
    await run(movingIn.end([later, broken]))
    expect(await run(movingIn.begin(later))).toEqual([])
  })
})
