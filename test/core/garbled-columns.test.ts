import { getTableColumns, getTableName } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { challenges } from '../../src/store/tables/challenges.ts'
import { sessions } from '../../src/store/tables/sessions.ts'
import { users } from '../../src/store/tables/users.ts'
import { readMe, refresh, registered, signIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { begun, CODE_FLOWS } from '../support/code-flows.ts'
import { backTo, rows, thisMoment } from '../support/database.ts'
import { person } from '../support/person.ts'
import { EVERY_CASE, shareOf } from '../support/sample.ts'

const VALUES = ['text', '', null, 1e300, -1e300]

const COLUMNS = [sessions, users, challenges].flatMap((table) =>
  Object.values(getTableColumns(table)).map(({ name }) => [getTableName(table), name] as const),
)

const flow = CODE_FLOWS.find(({ purpose }) => purpose === 'sign_in')

/** An account with a session and a code, and every way to use them. */
async function ground() {
  if (!flow) throw new Error('no flow')
  const [ada, browser] = [await registered({ roaming: true }), person({ roaming: true })]
  const codes = await begun(flow, browser, ada)
  const asks = {
    me: () => readMe(ada, ada.tokens.access),
    refresh: () => refresh(ada, ada.tokens.refresh),
    code: () => flow.finish(browser, codes),
    'wrong password': () => signIn(person({ roaming: true }), { ...ada, password: 'not the password' }),
    password: () => signIn(person({ roaming: true }), ada),
  }
  return { asks }
}

const CASES = COLUMNS.map((each): [string, string, typeof VALUES] => {
  const [table, column] = each
  return [table, column, shareOf(each, COLUMNS, VALUES)]
})

describe.each(CASES)('an unreadable %s.%s', (table, column, values) => {
  it('is never an error of ours, and lets nobody in who would be out', async () => {
    const { asks } = await ground()
    const before = await thisMoment()
    for (const value of values) {
      await backTo(before)
      const isStored = await rows(`update ${table} set ${column} = ?`, value).catch(() => undefined)
      if (!isStored) continue
      for (const [name, ask] of Object.entries(asks)) {
        const { status, text } = await ask()
        expect([value, name, status === 503 || status < 500], text).toEqual([value, name, true])
        if (name === 'wrong password') expect(status, `${name} ${value}`).not.toBe(200)
      }
    }
    // All has expired: what ends it is not outlived by anything that cannot be read.
    if (!EVERY_CASE && !column.endsWith('_at')) return
    pass(31 * 86_400_000)
    for (const value of values) {
      await backTo(before)
      const isStored = await rows(`update ${table} set ${column} = ?`, value).catch(() => undefined)
      if (!isStored) continue
      for (const name of ['me', 'refresh', 'code'] as const)
        expect([value, name, (await asks[name]()).status], name).not.toEqual([value, name, 200])
    }
  })
})
