import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered, signIn } from '../support/account.ts'
import { counted, setCount } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { HUMAN } from '../support/turnstile.ts'
import { workerWith } from '../support/worker.ts'
import { shareOf } from '../support/sample.ts'
import { hashWork } from '../support/work.ts'
import { boundTo } from '../support/wrapped.ts'
import { at } from './mail-routes.ts'

const WRONG = 'not the password'

const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status)
const count = (answers: Answer[], status: number) =>
  statusesOf(answers).filter((each) => each === status).length
const anybody = () => person({ roaming: true })

let ada: Account
beforeEach(async () => {
  ada = await registered({ roaming: true })
})

/** Every route that compares a password. */
const COMPARING: [string, (by: Person, password: string) => Promise<Answer>][] = [
  [`POST ${API}/auth/login`, (by, password) => by.post(`${API}/auth/login`, { email: ada.email, password })],
  [`POST ${API}/login`, (by, password) => by.post(`${API}/login`, { email: ada.email, password })],
  [
    `POST ${V1}/request/refreshToken/code`,
    (by, pwd) => by.post(`${V1}/request/refreshToken/code`, { account: ada.email, pwd }),
  ],
  [
    `POST ${API}/auth/change-password`,
    (by, current_password) =>
      by.post(
        `${API}/auth/change-password`,
        { current_password, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD },
        { token: ada.tokens.access },
      ),
  ],
]

describe('many at the same moment', () => {
  it('twenty right passwords all sign in', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(anybody(), ada)))
    expect(count(answers, 200)).toBe(20)
  })

  it('no more wrong ones are compared than one by one, also among right ones', async () => {
    const work = hashWork()
    const tries = Array.from({ length: 60 }, (_, n) =>
      signIn(anybody(), { email: ada.email, password: n < 50 ? WRONG : PASSWORD }),
    )
    const answers = await Promise.all(tries)
    const right = count(answers, 200)
    // A right one takes the failures back, so five more wrong ones may follow it.
    expect(count(answers, 401)).toBeLessThanOrEqual(5 * (right + 1))
    expect(count(answers, 401) + right).toBe(work.calls().length)
  })
})

/** All of them share one piece: each is seen to use it by one of these at least. */
const ABOUT = ['a right one', 'a wrong one', 'without Turnstile']
const comparingFor = (about: string) => shareOf(about, ABOUT, COMPARING)

describe('a right password', () => {
  it.each(comparingFor('a right one'))('at %s is no failure when what follows it fails', async (_, ask) => {
    const { DB } = boundTo(({ what }, act) =>
      /insert into "(sessions|challenges)"/.test(what)
        ? Promise.reject(new Error('D1_ERROR: Network connection lost.'))
        : act(),
    )
    for (let turn = 0; turn < 8; turn += 1) {
      const answer = await ask(person({ worker: workerWith({ DB }), roaming: true }), PASSWORD)
      expect(answer.status, answer.text).toBe(503)
    }
    const answer = await ask(anybody(), PASSWORD)
    expect(answer.status, answer.text).toBe(200)
  })

  it('whose answer never comes does not keep its place for long', async () => {
    await rows(
      `insert into password_failures (subject, failures, blocked_until, updated_at, pending) values (?, 0, 0, 0, ?)`,
      ada.id,
      JSON.stringify(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((n) => [n, Date.now() + 10_000]))),
    )
    const refused = await signIn(anybody(), ada)
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '1'])
    pass(10_000)
    expect((await signIn(anybody(), ada)).status).toBe(200)
  })
})

describe('a wrong password', () => {
  it.each(comparingFor('a wrong one'))('at %s is an outage while it cannot be counted', async (_, ask) => {
    const { DB } = boundTo(({ what }, act) =>
      what.startsWith('update "password_failures"') ? Promise.reject(new Error('D1_ERROR: busy')) : act(),
    )
    const answer = await ask(person({ worker: workerWith({ DB }), roaming: true }), WRONG)
    expect(answer.status, answer.text).toBe(503)
  })

  it('is no answer when its place was given to others meanwhile', async () => {
    const { DB } = boundTo(async ({ what }, act) => {
      const result = await act()
      if (what.startsWith('insert into "password_failures"')) pass(10_000)
      return result
    })
    const answer = await signIn(person({ worker: workerWith({ DB }) }), { ...ada, password: WRONG })
    expect(answer.status, answer.text).toBe(503)
  })
})

describe('without Turnstile', () => {
  it.each(comparingFor('without Turnstile'))(
    '%s never asks for a human, also not when D1 is late',
    async (_, ask) => {
      // Late once somebody has to wait, and for so long only that nobody's ten seconds are over.
      let hasFailed = false
      let lateAnswers = 8
      const { DB } = boundTo(async ({ what }, act) => {
        const result = await act()
        hasFailed ||= what.startsWith('update "password_failures"')
        if (hasFailed && what.startsWith('insert into "password_failures"') && lateAnswers > 0) {
          lateAnswers -= 1
          pass(600)
        }
        return result
      })
      const by = person({ worker: workerWith({ DB }), roaming: true })
      const answers = await Promise.all(Array.from({ length: 30 }, () => ask(by, WRONG)))
      expect(count(answers, 403)).toBe(0)
      expect(count(answers, 429)).toBeGreaterThan(0)
      for (const { status, headers } of answers)
        if (status === 429) expect(headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
      // Nor after the wait, when the password is compared again.
      pass(60_000)
      expect([400, 401]).toContain((await ask(by, WRONG)).status)
    },
  )
})

describe('failed sign-ins of one client', () => {
  const routes = COMPARING.slice(0, 3)
  /** A wrong password for another account, by another route each time, at a pace that the limiter allows. */
  async function spray(times: number, from: (n: number) => string) {
    const statuses: number[] = []
    for (let n = 0; n < times; n += 1) {
      if (n % 150 === 149) pass(60_000)
      const path = routes[n % routes.length]?.[0].split(' ')[1] ?? ''
      const [email, password] = [freshEmail(), WRONG]
      const body = path.startsWith(V1) ? { account: email, pwd: password } : { email, password }
      const headers = { 'CF-Connecting-IP': from(n) }
      statuses.push((await person().post(path, body, { headers })).status)
    }
    return statuses
  }

  it('are a hundred an hour over all routes', async () => {
    const statuses = await spray(106, () => '198.51.100.7')
    expect(statuses.filter((status) => status === 401)).toHaveLength(100)
    expect(statuses.slice(100)).toEqual(Array<number>(6).fill(429))
    const headers = { 'CF-Connecting-IP': '198.51.100.7' }
    const refused = await person().post(`${API}/login`, { email: ada.email, password: PASSWORD }, { headers })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000)
  })

  it('are two hundred of a /56 and four hundred of a /48', async () => {
    const hex = (n: number) => n.toString(16)
    const LEFT = 6
    for (const [widest, name, limit, addressOf] of [
      ['2001:db8:1::/48', '2001:db8:1:1100::/56', 200, (n: number) => `2001:db8:1:11${hex(n)}0::${hex(n)}`],
      ['2001:db8:7::/48', '2001:db8:7::/48', 400, (n: number) => `2001:db8:7:${hex(n * 256)}::${hex(n)}`],
    ] as const) {
      await setCount(`sign-in/client/${widest}`, name, limit - LEFT, 3_600_000)
      const statuses = await spray(LEFT + 2, addressOf)
      expect([name, statuses.filter((status) => status === 401).length]).toEqual([name, LEFT])
    }
  })

  it('do not stop a known device of the account behind the same address, and are not counted there', async () => {
    const first = await signIn(anybody(), ada)
    const headers = {
      'CF-Connecting-IP': '198.51.100.7',
      'Postern-Device': first.headers.get('Postern-Device') ?? '',
    }
    await rows('delete from budgets')
    await setCount('sign-in/client/198.51.100.7', '198.51.100.7', 97, 3_600_000)
    await spray(4, () => '198.51.100.7')
    const before = await counted('sign-in/client/%')
    expect(before).toMatchObject([{ count: 100 }])
    const answer = await person().post(`${API}/login`, { email: ada.email, password: WRONG }, { headers })
    expect(answer.status).toBe(401)
    expect((await person().post(`${API}/login`, ada, { headers })).status).toBe(200)
    expect(await counted('sign-in/client/%')).toEqual(before)
  })

  it.each(routes)('do not stop whom Turnstile has found to be human: %s', async (_, ask) => {
    vi.mocked(globalThis.fetch).mockImplementation(async (__, init = {}) =>
      Response.json({ success: (init.body as string).includes(HUMAN) }),
    )
    const address = '198.51.100.7'
    await setCount(`sign-in/client/${address}`, address, 100)
    const from = (headers: Record<string, string>) =>
      at(address, { headers, worker: workerWith({ TURNSTILE_SECRET: 'a secret of the tests' }) })
    for (const headers of [{}, { 'Turnstile-Token': 'of a bot' }]) {
      const refused = await ask(from(headers), PASSWORD)
      expect([refused.status, refused.headers.get('Postern-Failure')]).toEqual([403, 'human_check_required'])
    }
    expect((await ask(from({ 'Turnstile-Token': HUMAN }), PASSWORD)).status).toBe(200)
  })

  it('are not the right ones', async () => {
    const client = person()
    for (let n = 0; n < 3; n += 1) expect((await signIn(client, ada)).status).toBe(200)
    expect(await counted('sign-in/client/%')).toEqual([])
  })

  it('are a hundred at the same moment, not more', async () => {
    const worker = workerWith({ RATE_LIMIT: { limit: async () => ({ success: true }) } })
    const client = person({ worker })
    const work = hashWork()
    const answers = await Promise.all(
      Array.from({ length: 130 }, () => signIn(client, { email: freshEmail(), password: WRONG })),
    )
    expect([count(answers, 401), count(answers, 429)]).toEqual([100, 30])
    expect(work.calls()).toHaveLength(100)
  })
})
