import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FREE_FAILURES } from '../../src/store/pieces/password-failures.ts'
import { type Account, freshEmail, PASSWORD, registered, registration } from '../support/account.ts'
import { setCount } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API, newMember } from '../support/enveloped.ts'
import { keepOutOfLog, logged } from '../support/log.ts'
import { type Answer, type Options, person, type Person } from '../support/person.ts'
import { isFailureOf } from '../support/routes.ts'
import { BOT, HUMAN } from '../support/turnstile.ts'
import { theWorker, type Worker, workerWith } from '../support/worker.ts'
import { hashWork } from '../support/work.ts'
import { AFTER_PASSWORD, IN_SESSION } from './mail-routes.ts'

const SECRET = '0x4AAAAAAA_the_secret_of_the_tests'
const VERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'

let worker: Worker

beforeEach(() => {
  for (const secret of [SECRET, HUMAN, BOT]) keepOutOfLog(secret)
  worker = workerWith({ TURNSTILE_SECRET: SECRET })
})

const somebody = () => person({ worker, roaming: true })
const withToken = (token: string | undefined): Options =>
  token === undefined ? {} : { headers: { 'Turnstile-Token': token } }

/** Stands where Turnstile does, and notes what it is asked. */
function turnstile(
  answer: (token: unknown, init: RequestInit) => Response | Promise<Response> = (token) =>
    Response.json({ success: token === HUMAN }),
) {
  const asked: { url: string; init: RequestInit; body: Record<string, unknown> }[] = []
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init = {}) => {
    const body = JSON.parse(init.body as string) as Record<string, unknown>
    asked.push({ url: new Request(input).url, init, body })
    return answer(body['response'], init)
  })
  return asked
}

const ACCOUNT_V1 = {
  detail: 'Human check required',
  message: 'Human check required',
  code: 'human_check_required',
}
const REQUIRED: Record<string, Record<string, unknown>> = {
  [V1]: { msg: 'Human check required' },
  '/api/v1/auth': ACCOUNT_V1,
  '/api/v1/users': ACCOUNT_V1,
  [API]: { data: null, message: 'Human check required.', errors: {}, code: 403 },
}

function expectHumanRequired({ status, body, text }: Answer, path: string) {
  const prefix = Object.keys(REQUIRED).find((each) => path.startsWith(`${each}/`)) ?? ''
  expect(status, text).toBe(403)
  expect(body).toMatchObject(REQUIRED[prefix] ?? {})
  expect(isFailureOf(path, body), text).toBe(true)
}

function expectUnavailable(answer: Answer, path: string) {
  expect(answer.status, answer.text).toBe(503)
  expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
  expect(isFailureOf(path, answer.body), answer.text).toBe(true)
  expect(answer.text).not.toMatch(/turnstile|cloudflare/i)
}

/** How each surface is registered on, or its mailbox asked to be proven. */
const registering: [string, (by: Person, options: Options) => Promise<Answer>][] = [
  ['/api/v1/auth/register', (by, options) => by.post('/api/v1/auth/register', registration(), options)],
  [`${API}/register`, (by, options) => by.post(`${API}/register`, newMember(), options)],
  [`${V1}/request/code`, (by, options) => by.post(`${V1}/request/code`, { account: freshEmail() }, options)],
]

const outages: [string, (token: unknown, init: RequestInit) => Response | Promise<Response>][] = [
  ['says 500', () => new Response('no', { status: 500 })],
  [
    'sends elsewhere',
    () => new Response(null, { status: 302, headers: { Location: 'https://example.org/' } }),
  ],
  ['says something else', () => new Response('<html>hello</html>')],
  ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
  [
    'does not answer',
    () => Promise.reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
  ],
]

describe.each(registering)('with TURNSTILE_SECRET, POST %s', (path, register) => {
  it('asks for the token of a human', async () => {
    const asked = turnstile()
    const work = hashWork()
    expectHumanRequired(await register(somebody(), {}), path)
    expect(asked).toEqual([])
    expectHumanRequired(await register(somebody(), withToken(BOT)), path)
    expect(work.calls()).toEqual([])
    expect(await rows('select id from users union all select id from challenges')).toEqual([])

    expect((await register(somebody(), withToken(HUMAN))).status).toBeLessThan(300)
    expect(asked.map(({ url }) => url)).toEqual([VERIFY, VERIFY])
    expect(asked.map(({ body }) => body)).toEqual([
      { secret: SECRET, response: BOT },
      { secret: SECRET, response: HUMAN },
    ])
    for (const { init } of asked) {
      expect([init.method, init.redirect]).toEqual(['POST', 'manual'])
      expect(init.signal).toBeInstanceOf(AbortSignal)
    }
  })

  it.each(outages)('is closed while Turnstile %s', async (_, answer) => {
    const patience = vi.spyOn(AbortSignal, 'timeout')
    turnstile(answer)
    expectUnavailable(await register(somebody(), withToken(HUMAN)), path)
    expect(patience.mock.calls).toEqual([[5_000]])
    expect(await rows('select id from users union all select id from challenges')).toEqual([])
    const failed = logged().filter(({ event }) => event === 'human_check_failed')
    expect(failed).toMatchObject([{ outcome: 'failure' }])
  })
})

describe('with TURNSTILE_SECRET, a password', () => {
  let ada: Account
  beforeEach(async () => {
    ada = await registered({ worker: theWorker })
  })

  const logins: [string, (email: string, password: string, options?: Options) => Promise<Answer>][] = [
    [
      '/api/v1/auth/login',
      (email, password, options) => somebody().post('/api/v1/auth/login', { email, password }, options),
    ],
    [
      `${API}/login`,
      (email, password, options) => somebody().post(`${API}/login`, { email, password }, options),
    ],
    [
      `${V1}/request/refreshToken/code`,
      (account, pwd, options) =>
        somebody().post(`${V1}/request/refreshToken/code`, { account, pwd }, options),
    ],
  ]

  it.each(logins)(
    'needs no such token five times on POST %s, for known and unknown addresses alike',
    async (path, login) => {
      const asked = turnstile()
      const seen = async (email: string) => {
        const answers: Answer[] = []
        const ask = async (token?: string) => answers.push(await login(email, 'wrong', withToken(token)))
        for (let n = 0; n < FREE_FAILURES; n += 1) await ask()
        await ask()
        pass(1_000)
        await ask()
        await ask(BOT)
        await ask(HUMAN)
        await ask(HUMAN)
        pass(2_000)
        await ask()
        return answers
      }
      const known = await seen(ada.email)
      const look = ({ status, text, headers }: Answer) => [status, text, headers.get('Retry-After')]
      expect((await seen(freshEmail())).map(look)).toEqual(known.map(look))
      expect(known.map(({ status }) => status)).toEqual([
        401, 401, 401, 401, 401, 429, 403, 403, 401, 429, 403,
      ])
      for (const answer of known.filter(({ status }) => status === 403)) expectHumanRequired(answer, path)
      expect(asked.map(({ body }) => body['response'])).toEqual([BOT, HUMAN, HUMAN, BOT, HUMAN, HUMAN])

      const work = hashWork()
      expectHumanRequired(await login(ada.email, PASSWORD), path)
      expect(work.calls()).toEqual([])
      expect((await login(ada.email, PASSWORD, withToken(HUMAN))).status).toBe(200)
      // A success takes it back.
      expect((await login(ada.email, PASSWORD)).status).toBe(200)
    },
  )

  it.each(logins)(
    'is not taken on POST %s while Turnstile is down and would be asked',
    async (path, login) => {
      for (let n = 0; n < FREE_FAILURES; n += 1) await login(ada.email, 'wrong')
      pass(1_000)
      const before = await rows('select * from password_failures')
      for (const [, answer] of outages) {
        turnstile(answer)
        expectUnavailable(await login(ada.email, PASSWORD, withToken(HUMAN)), path)
      }
      expect(await rows('select * from password_failures')).toEqual(before)
      turnstile()
      expect((await login(ada.email, PASSWORD, withToken(HUMAN))).status).toBe(200)
    },
  )

  it('needs such a token to be changed, too, after others have guessed it', async () => {
    turnstile()
    const change = (token?: string) =>
      somebody().post(
        '/api/v1/auth/change-password',
        { current_password: PASSWORD, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD },
        { token: ada.tokens.access, ...withToken(token) },
      )
    for (let n = 0; n < FREE_FAILURES; n += 1) await logins[n % 3]?.[1](ada.email, 'wrong')
    expect((await change(HUMAN)).status).toBe(429)
    pass(1_000)
    expectHumanRequired(await change(), '/api/v1/auth/change-password')
    expectHumanRequired(await change(BOT), '/api/v1/auth/change-password')
    expect((await change(HUMAN)).status).toBe(200)
  })

  it('can be reset without it: the mailbox is the proof', async () => {
    const asked = turnstile()
    for (let n = 0; n < FREE_FAILURES; n += 1) await logins[0]?.[1](ada.email, 'wrong')
    expect((await somebody().post(`${API}/password/email`, { email: ada.email })).status).toBe(200)
    expect((await somebody().patch(`${V1}/password/request/code`, { account: ada.email })).status).toBe(200)
    expect(asked).toEqual([])
  })
})

describe('with TURNSTILE_SECRET, a mail that anybody can cause', () => {
  /** So many of the hundred mails a minute that strangers share are taken. */
  const taken = (mails: number) => setCount('mail/anonymous', 'all', mails)
  let ada: Account
  beforeEach(async () => {
    ada = await registered({ roaming: true })
  })

  const mailed: [string, (by: Person, options: Options) => Promise<Answer>][] = [
    [
      `${V1}/password/request/code`,
      (by, options) => by.patch(`${V1}/password/request/code`, { account: ada.email }, options),
    ],
    [
      `${API}/password/email`,
      (by, options) => by.post(`${API}/password/email`, { email: ada.email }, options),
    ],
    [
      '/api/v1/users/me/verify/mail',
      async (by, options) => {
        await rows('update users set verified_at = null')
        return by.post('/api/v1/users/me/verify/mail', undefined, { ...options, token: ada.tokens.access })
      },
    ],
  ]

  it.each(mailed)('by %s needs a human once half of what strangers share is spent', async (path, ask) => {
    const asked = turnstile()
    await taken(49)
    expect((await ask(somebody(), {})).status).toBeLessThan(300)
    expect(asked).toEqual([])
    await taken(50)
    expectHumanRequired(await ask(somebody(), {}), path)
    expectHumanRequired(await ask(somebody(), withToken(BOT)), path)
    expect((await ask(somebody(), withToken(HUMAN))).status).toBeLessThan(300)
    // Nobody gets more than all of it.
    await taken(100)
    expect((await ask(somebody(), withToken(HUMAN))).status).toBe(429)
  })

  it('is what needs it: a mail after a right password does not', async () => {
    turnstile()
    await taken(100)
    expect((await AFTER_PASSWORD.ask(somebody(), ada)).status).toBe(200)
    expect((await IN_SESSION.ask(somebody(), ada)).status).toBe(200)
  })
})

describe('without TURNSTILE_SECRET', () => {
  it('nobody is asked, whatever a client sends', async () => {
    const asked = turnstile()
    for (const [, register] of registering)
      expect((await register(person({ roaming: true }), withToken(BOT))).status).toBeLessThan(300)
    const ada = await registered()
    const login = (password: string) =>
      person().post('/api/v1/auth/login', { email: ada.email, password }, withToken(BOT))
    for (let n = 0; n < FREE_FAILURES; n += 1) await login('wrong')
    pass(1_000)
    expect((await login(PASSWORD)).status).toBe(200)
    expect(asked).toEqual([])
  })
})
