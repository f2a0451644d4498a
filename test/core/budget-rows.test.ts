import { beforeEach, describe, expect, it } from 'vitest'
import type { Budget } from '../../src/store/pieces/budgets.ts'
import { openStore } from '../../src/store/store.ts'
import { type Account, freshEmail, registered, registration, signIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { counted, countOf, setCount } from '../support/budgets.ts'
import { NOON, pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { askForReset } from '../support/enveloped.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo } from '../support/wrapped.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const WRONG = 'not the password'

/** A client with this address, all of whose requests the limiter admits. */
const from = (address: string, bindings = {}): Person => {
  const worker = workerWith({ RATE_LIMIT: { limit: async () => ({ success: true }) }, ...bindings })
  return person({
    worker: {
      fetch: (request: Request) => {
        request.headers.set('CF-Connecting-IP', address)
        return worker.fetch(request)
      },
    },
  })
}

const fails = (address: string) => signIn(from(address), { email: freshEmail(), password: WRONG })
const owners = async () => rows<{ owner: string }>('select owner from budgets order by owner')

/** What counts by client. */
const COUNTED: [string, (by: Person, ada: Account) => Promise<Answer>][] = [
  ['a wrong password', (by, ada) => signIn(by, { ...ada, password: WRONG })],
  ['a right password', (by, ada) => signIn(by, ada)],
  ['a registration', (by) => by.post('/api/v1/auth/register', registration())],
  ['a mail', (by, ada) => askForReset(by, ada.email)],
]

describe.each(COUNTED)('%s', (_, ask) => {
  /** The rows that it writes into D1, from an address whose networks have been counted before and from a new one. */
  async function written(address: string, ada: Account) {
    const counts: number[] = []
    const { DB } = boundTo(async (__, act) => {
      const answer = await act()
      const results = [answer].flat() as D1Result[]
      counts.push(...results.map(({ meta }) => meta?.rows_written ?? 0))
      return answer
    })
    const each: number[] = []
    for (let turn = 0; turn < 2; turn += 1) {
      await rows('delete from mail_buckets')
      counts.splice(0)
      await ask(from(address, { DB }), ada)
      each.push(counts.reduce((sum, count) => sum + count, 0))
    }
    return each
  }

  it('costs a client with an IPv6 address, which lies in three networks, no more rows than one with IPv4', async () => {
    const [one, other] = [await registered({ roaming: true }), await registered({ roaming: true })]
    await rows('delete from budgets')
    const four = await written('198.51.100.7', one)
    expect(Math.min(...four)).toBeGreaterThan(0)
    const afterFour = (await owners()).length
    await rows('delete from budgets')
    expect(await written('2001:db8:1:1100::7', other)).toEqual(four)
    expect(await owners()).toHaveLength(afterFour)
  })
})

/** A /48, and what a client in it may fail: of its own network, of one beside it, and of one that is further away. */
const NETWORKS: [string, number, [spent: boolean, spent: boolean, spent: boolean]][] = [
  ['2001:db8:1:1100::/64', 100, [true, false, false]],
  ['2001:db8:1:1100::/56', 200, [true, true, false]],
  ['2001:db8:1::/48', 400, [true, true, true]],
]

describe('the networks of a /48', () => {
  it.each(NETWORKS)('have a row together, and %s a limit of its own: %d', async (name, limit, spent) => {
    await setCount('sign-in/client/2001:db8:1::/48', name, limit - 1, HOUR)
    expect((await fails('2001:db8:1:1100::1')).status).toBe(401)
    const clients = ['2001:db8:1:1100::2', '2001:db8:1:1101::2', '2001:db8:1:2200::2']
    const statuses = []
    for (const client of clients) statuses.push((await fails(client)).status)
    expect(statuses).toEqual(spent.map((is) => (is ? 429 : 401)))
    expect((await fails('2001:db8:2::2')).status, 'another /48').toBe(401)
    expect(await owners()).toEqual([
      { owner: 'sign-in/client/2001:db8:1::/48' },
      { owner: 'sign-in/client/2001:db8:2::/48' },
    ])
  })

  it('leave no name in it once everything is given back, however many people sign in behind them', async () => {
    const ada = await registered({ roaming: true })
    for (let n = 0; n < 8; n += 1) expect((await signIn(from(`2001:db8:1:${n}00::1`), ada)).status).toBe(200)
    expect(await rows(`select owner, counts from budgets where owner like 'sign-in/client/%'`)).toEqual([
      { owner: 'sign-in/client/2001:db8:1::/48', counts: '{}' },
    ])
  })

  it('keep what others have failed there when somebody signs in', async () => {
    await fails('2001:db8:1:1100::1')
    const before = await counted('sign-in/client/%')
    expect(before.map(({ name, count }) => [name, count])).toEqual([
      ['2001:db8:1:1100::/56', 1],
      ['2001:db8:1:1100::/64', 1],
      ['2001:db8:1::/48', 1],
    ])
    const ada = await registered({ roaming: true })
    for (const address of ['2001:db8:1:1100::2', '2001:db8:1:2200::2'])
      expect((await signIn(from(address), ada)).status).toBe(200)
    expect(await counted('sign-in/client/%')).toEqual(before)
  })
})

describe('a row that a client has filled from many networks', () => {
  const OWNER = 'sign-in/client/2001:db8:1::/48'
  beforeEach(async () => {
    const names = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 700)
      select json_group_object('2001:db8:1:' || i || '::/64', json_array(1, ?2)) from n`
    const fill = `insert into budgets (owner, counts, resets_at) values (?1, (${names}), ?2)`
    await rows(fill, OWNER, Date.now() + HOUR)
  })

  it('grows no more', async () => {
    await fails('2001:db8:1:1100::1')
    const before = (await counted(OWNER)).length
    expect(before).toBeLessThan(600)
    for (let n = 0; n < 5; n += 1) await fails(`2001:db8:1:${n}a00::1`)
    expect((await counted(OWNER)).length).toBeLessThanOrEqual(before)
  })

  it('goes on counting what the whole /48 fails', async () => {
    for (let n = 0; n < 5; n += 1) await fails(`2001:db8:1:${n}a00::1`)
    expect(await countOf(OWNER, '2001:db8:1::/48')).toBe(5)
    await setCount(OWNER, '2001:db8:1::/48', 399, HOUR)
    const statuses = []
    for (const n of [6, 7, 8]) statuses.push((await fails(`2001:db8:1:${n}a00::1`)).status)
    expect(statuses).toEqual([401, 429, 429])
  })
})

describe('budgets of one owner', () => {
  const { deeds } = openStore(bindings.DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })
  const OWNER = 'mail/move/somebody'
  const budget = (name: string, windowMs: number): Budget => ({ owner: OWNER, name, limit: 2, windowMs })
  const [quarter, hour] = [budget('quarter', 15 * MINUTE), budget('hour', HOUR)]
  const take = (from: Budget) => deeds.takeBudget.act(from, Date.now())
  const takeAll = async (...budgets: Budget[]) => {
    const taken = []
    for (const each of budgets) taken.push(await take(each))
    return taken
  }

  it('are one row, and one that is spent stops no other', async () => {
    expect(await takeAll(quarter, quarter, quarter, hour)).toEqual([true, true, false, true])
    expect(await counted(OWNER)).toEqual([
      { owner: OWNER, name: 'hour', count: 1, endsAt: NOON + HOUR },
      { owner: OWNER, name: 'quarter', count: 2, endsAt: NOON + 15 * MINUTE },
    ])
    expect(await owners()).toEqual([{ owner: OWNER }])
  })

  it('end each with its own window: one begins anew while another goes on', async () => {
    await takeAll(quarter, quarter, hour, hour)
    pass(15 * MINUTE - 1)
    expect(await takeAll(quarter, hour)).toEqual([false, false])
    pass(1)
    expect(await takeAll(quarter, hour)).toEqual([true, false])
    expect(await counted(OWNER)).toEqual([
      { owner: OWNER, name: 'hour', count: 2, endsAt: NOON + HOUR },
      { owner: OWNER, name: 'quarter', count: 1, endsAt: NOON + 30 * MINUTE },
    ])
    pass(45 * MINUTE)
    expect(await take(hour)).toBe(true)
    expect([await countOf(OWNER, 'hour'), await countOf(OWNER, 'quarter')], 'and the other is over').toEqual([
      1, 0,
    ])
  })

  it('are kept until the last of their windows ends', async () => {
    await takeAll(hour, quarter)
    expect(await rows('select resets_at from budgets')).toEqual([{ resets_at: NOON + HOUR }])
    pass(30 * MINUTE)
    await take(quarter)
    expect(await rows('select resets_at from budgets')).toEqual([{ resets_at: NOON + HOUR }])
    pass(20 * MINUTE)
    await take(quarter)
    expect(await rows('select resets_at from budgets')).toEqual([{ resets_at: NOON + 65 * MINUTE }])
  })
})
