import { beforeEach, describe, expect, it } from 'vitest'
import { FAILURES_TO_DISABLE, FREE_FAILURES } from '../../src/store/pieces/password-failures.ts'
import { type Account, freshEmail, PASSWORD, registered, registration, signedIn } from '../support/account.ts'
import { platformLimiter, SIXTY_A_MINUTE } from '../support/bindings.ts'
import { machineNow, pass } from '../support/clock.ts'
import { NEW_PASSWORD, proveMailbox, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API, askForReset, newMember, reset } from '../support/enveloped.ts'
import { codeFor, newLink } from '../support/mails.ts'
import { type Answer, HOME, person, type Person } from '../support/person.ts'
import { isFailureOf } from '../support/routes.ts'
import { theWorker } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'

const HOUR = 3_600_000
const WRONG = 'not the password'

const retryAfter = ({ headers }: Answer) => Number(headers.get('Retry-After'))

/** Refused in the words of its surface, with a whole number of seconds to wait. */
function expectThrottled(answer: Answer, path: string) {
  expect(answer.status, answer.text).toBe(429)
  expect(isFailureOf(path, answer.body), answer.text).toBe(true)
  expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
}

describe('registering', () => {
  const surfaces: Record<string, (by: Person, headers?: Record<string, string>) => Promise<Answer>> = {
    '/api/v1/auth/register': (by, headers = {}) =>
      by.post('/api/v1/auth/register', registration(), { headers }),
    [`${API}/register`]: (by, headers = {}) => by.post(`${API}/register`, newMember(), { headers }),
    [`${V1}/create/account`]: async (by) => {
      const browser = person({ roaming: true })
      await proveMailbox(browser, freshEmail())
      by.cookies.set('__Host-account', browser.cookies.get('__Host-account') ?? '')
      const answer = await by.post(`${V1}/create/account`, { pwd: PASSWORD })
      by.cookies.clear()
      return answer
    },
  }
  const paths = Object.entries(surfaces)

  it('is open to a client twenty times an hour over all surfaces, and again after the time that the answer names', async () => {
    const ada = person()
    for (let n = 0; n < 20; n += 1) {
      const [, register] = paths[n % paths.length] ?? []
      expect((await register?.(ada))?.status).toBeLessThan(300)
    }
    pass(HOUR / 2)
    const before = await rows('select count(*) as n from users')
    const work = hashWork()
    for (const [path, register] of paths) {
      const refused = await register(ada)
      expectThrottled(refused, path)
      expect(retryAfter(refused)).toBe(1_800)
    }
    // Refused before anything costly was done for it.
    expect(work.calls()).toEqual([])
    expect(await rows('select count(*) as n from users')).toEqual(before)

    expect((await registered()).id).toMatch(/./)
    pass(HOUR / 2)
    for (const [, register] of paths) expect((await register(ada)).status).toBeLessThan(300)
  })

  it('forty times at the same moment reaches the hash twenty times', async () => {
    const ada = person()
    const work = hashWork()
    const both = [
      () => ada.post('/api/v1/auth/register', registration()),
      () => ada.post(`${API}/register`, newMember()),
    ]
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => both.map((register) => register())).flat(),
    )
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20)
    expect(work.calls()).toHaveLength(20)
  })

  it('is counted for taken addresses too, so that a client learns of at most twenty an hour', async () => {
    const { email } = await registered()
    const eve = person()
    const statuses: number[] = []
    for (let n = 0; n < 22; n += 1)
      statuses.push((await eve.post(`${API}/register`, newMember({ email }))).status)
    expect(statuses).toEqual([...Array<number>(20).fill(422), 429, 429])
  })

  const senders: [string, (n: number) => Record<string, string>, Record<string, string>][] = [
    [
      'a /64 of IPv6, however its addresses are written',
      (n) => ({ 'CF-Connecting-IP': n % 2 ? `2001:db8:1:2::${n}` : `2001:0DB8:0001:0002:${n}::1` }),
      { 'CF-Connecting-IP': '2001:db8:1:3::1' },
    ],
    [
      'an address of IPv4, whatever else a request says of its sender',
      (n) => ({
        'CF-Connecting-IP': '198.51.100.7',
        'X-Forwarded-For': `203.0.113.${n}`,
        'X-Real-IP': `203.0.113.${n}`,
        'True-Client-IP': `203.0.113.${n}`,
        Forwarded: `for=203.0.113.${n}`,
        'Fastly-Client-IP': `203.0.113.${n}`,
      }),
      { 'CF-Connecting-IP': '198.51.100.8' },
    ],
    [
      'everybody whose address is not known, or makes no sense',
      (n) => ({
        ...(n % 2 && { 'CF-Connecting-IP': `${n}.not.an.address` }),
        'X-Forwarded-For': `203.0.113.${n}`,
      }),
      { 'CF-Connecting-IP': '198.51.100.9' },
    ],
  ]

  it.each(senders)('takes for one client %s', async (_, sender, another) => {
    const register = (headers: Record<string, string>) => {
      const init = { method: 'POST', body: JSON.stringify(newMember()) }
      const request = new Request(`${HOME}${API}/register`, init)
      for (const [name, value] of Object.entries({ 'Content-Type': 'application/json', ...headers }))
        request.headers.set(name, value)
      return theWorker.fetch(request)
    }
    for (let n = 1; n <= 20; n += 1) expect((await register(sender(n))).status).toBe(200)
    expect((await register(sender(21))).status).toBe(429)
    expect((await register(sender(22))).status).toBe(429)
    expect((await register(another)).status).toBe(200)
  })
})

describe('sixty requests a minute', () => {
  it('are what a client has for a route, however its path is spelled', async () => {
    const sprayer = person()
    const spellings = [
      '/api/v1/login',
      '/api/v1/login/',
      '/api/v1/login?x=1',
      '/api/v1/%6cogin',
      '/api/v1/lo%67in/',
    ]
    const statuses: number[] = []
    for (let n = 0; n < 65; n += 1) {
      const path = spellings[n % spellings.length] ?? ''
      statuses.push((await sprayer.post(path, {})).status)
    }
    expect(statuses.filter((status) => status !== 429)).toEqual(Array<number>(60).fill(422))
    expect(statuses.slice(-5)).toEqual(Array<number>(5).fill(429))
    const refused = await sprayer.post('/api/v1/login', { email: freshEmail(), password: 'x' })
    expectThrottled(refused, '/api/v1/login')
    expect(retryAfter(refused)).toBe(60)
    // Another route has its own.
    expect((await sprayer.post('/api/v1/auth/login', {})).status).toBe(422)
  })

  it('are what the rate limiter of wrangler.toml allows', async () => {
    const { limit, period } = SIXTY_A_MINUTE
    const minute = () => Math.floor(machineNow() / 1000 / period)
    let passed = NaN
    for (let started = NaN; started !== minute();) {
      started = minute()
      const key = crypto.randomUUID()
      const answers = []
      for (let n = 0; n < limit + 2; n += 1) answers.push(await platformLimiter.limit({ key }))
      passed = answers.filter(({ success }) => success).length
    }
    expect(passed).toBe(limit)
  })
})

/** Every way to present a password. */
const login: Record<string, (by: Person, email: string, password: string) => Promise<Answer>> = {
  '/api/v1/auth/login': (by, email, password) => by.post('/api/v1/auth/login', { email, password }),
  '/api/v1/login': (by, email, password) => by.post('/api/v1/login', { email, password }),
  [`${V1}/request/refreshToken/code`]: (by, account, pwd) =>
    by.post(`${V1}/request/refreshToken/code`, { account, pwd }),
}
const logins = Object.entries(login)

const changePassword = (by: Person, token: string, current_password: string) =>
  by.post(
    '/api/v1/auth/change-password',
    { current_password, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD },
    { token },
  )

describe('wrong passwords', () => {
  let ada: Account
  const anybody = () => person({ roaming: true })
  beforeEach(async () => {
    ada = await registered({ roaming: true })
  })

  it('are counted together on every route that takes one', async () => {
    const stolen = ada.tokens.access
    const tries: ((password: string) => Promise<Answer>)[] = [
      ...logins.map(
        ([, ask]) =>
          (password: string) =>
            ask(anybody(), ada.email, password),
      ),
      (password) => changePassword(anybody(), stolen, password),
    ]
    for (let n = 0; n < FREE_FAILURES; n += 1)
      expect([400, 401]).toContain((await tries[n % tries.length]?.(WRONG))?.status)
    const work = hashWork()
    for (const [index, ask] of tries.entries()) {
      const refused = await ask(PASSWORD)
      expectThrottled(refused, logins[index]?.[0] ?? '/api/v1/auth/change-password')
      expect(retryAfter(refused)).toBe(1)
    }
    expect(work.calls()).toEqual([])
  })

  it.each(logins)('on %s: what the limit refuses never reaches the hash', async (_, ask) => {
    for (let n = 0; n < FREE_FAILURES; n += 1) await ask(anybody(), ada.email, WRONG)
    const work = hashWork()
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(anybody(), ada.email, PASSWORD)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]))
    expect(work.calls()).toEqual([])
  })

  it('in an invalid body never reach the hash, and are not counted', async () => {
    const work = hashWork()
    const bodies: unknown[] = [
      {},
      { email: ada.email },
      { email: ada.email, password: 7 },
      '{',
      '[]',
      'x'.repeat(20_000),
    ]
    for (let n = 0; n < 30; n += 1) {
      const answer = await anybody().post('/api/v1/auth/login', bodies[n % bodies.length])
      expect([400, 413, 422]).toContain(answer.status)
    }
    expect(work.calls()).toEqual([])
    expect(await rows('select * from password_failures')).toEqual([])
  })

  it('disable the password on every route when they are a hundred, until a reset', async () => {
    await rows(
      'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, ?, 0, 0)',
      ada.id,
      FAILURES_TO_DISABLE - 1,
    )
    expect((await login['/api/v1/login']?.(anybody(), ada.email, WRONG))?.status).toBe(401)
    pass(1_000 * HOUR)
    const work = hashWork()
    for (const [, ask] of logins) expect((await ask(anybody(), ada.email, PASSWORD)).status).toBe(401)
    expect(work.calls()).toEqual([])
  })

  const resets: [string, (email: string) => Promise<Answer>][] = [
    [
      'by code',
      async (email) => {
        const by = anybody()
        await by.patch(`${V1}/password/request/code`, { account: email })
        return by.patch(`${V1}/change/password`, { code: await codeFor(email), newPwd: NEW_PASSWORD })
      },
    ],
    [
      'by link',
      async (email) => {
        await askForReset(anybody(), email)
        const { token } = await newLink(email, 'reset-password')
        return reset(anybody(), { token, email })
      },
    ],
  ]

  it.each(resets)('do not lock out an owner who resets %s', async (_, resetPassword) => {
    for (const failures of [20, FAILURES_TO_DISABLE]) {
      await rows('delete from password_failures')
      await rows(
        'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, ?, ?, 0)',
        ada.id,
        failures,
        Date.now() + HOUR,
      )
      expect((await resetPassword(ada.email)).status).toBe(200)
      expect(await rows('select * from password_failures')).toEqual([])
      await signedIn(anybody(), { email: ada.email, password: NEW_PASSWORD })
      pass(HOUR)
    }
  })
})
