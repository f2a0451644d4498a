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

const TABLES = [sessions, users, challenges]

const COLUMNS = TABLES.flatMap((table) =>
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
  const [moment, cookies] = [await thisMoment(), [...browser.cookies]]
  /** Everything as it was here. */
  async function restore() {
    await backTo(moment)
    browser.cookies.clear()
    for (const [name, value] of cookies) browser.cookies.set(name, value)
  }
  return { asks, restore }
}

/** Each column with the values that it is tried with. */
const CASES = COLUMNS.flatMap((each) => {
  const [table, column] = each
  return shareOf(each, COLUMNS, VALUES).map((value) => ({ table, column, value }))
})

describe.each(TABLES.map(getTableName))('an unreadable column of %s', (name) => {
  it('is never an error of ours, and lets nobody in who would be out', async () => {
    const { asks, restore } = await ground()
    const cases = CASES.filter(({ table }) => table === name)
    /** The cases whose value the table takes, each from the same moment on. */
    async function forEach(some: typeof cases, check: (about: unknown[]) => Promise<void>) {
      for (const { table, column, value } of some) {
        await restore()
        const isStored = await rows(`update ${table} set ${column} = ?`, value).catch(() => undefined)
        if (isStored) await check([column, value])
      }
    }

    await forEach(cases, async (about) => {
      for (const [asked, ask] of Object.entries(asks)) {
        const { status, text } = await ask()
        expect([...about, asked, status === 503 || status < 500], text).toEqual([...about, asked, true])
        if (asked === 'wrong password') expect(status, `${asked} ${about.join(' ')}`).not.toBe(200)
      }
    })
    // What was asked before has used up nothing.
    await restore()
    for (const [asked, ask] of Object.entries(asks))
      expect([asked, (await ask()).status]).toEqual([asked, asked === 'wrong password' ? 401 : 200])
    // All has expired: what ends it is not outlived by anything that cannot be read.
    pass(31 * 86_400_000)
    const ofTime = EVERY_CASE ? cases : cases.filter(({ column }) => column.endsWith('_at'))
    await forEach(ofTime, async (about) => {
      for (const asked of ['me', 'refresh', 'code'] as const)
        expect([...about, (await asks[asked]()).status], asked).not.toEqual([...about, 200])
    })
  })
})
