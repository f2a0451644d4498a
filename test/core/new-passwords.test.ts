import { beforeEach, describe, expect, it, vi } from 'vitest'
import commonPasswords from '../../src/services/common-passwords.txt?raw'
import { registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { keepOutOfLog, logged } from '../support/log.ts'
import { SETTERS } from './password-routes.ts'
import { type Answer, person } from '../support/person.ts'
import { nameOf, ROUTES } from '../support/routes.ts'
import { shareOf } from '../support/sample.ts'
import { theWorker, workerWith } from '../support/worker.ts'

const SENTENCES = {
  common: {
    account: 'Password is too common',
    api: 'The password is too common.',
    auth: 'is too common.',
  },
  personal: {
    account: 'Password may not contain your email or our name',
    api: 'The password may not contain your email or our name.',
    auth: 'may not contain the account or our name.',
  },
  breached: {
    account: 'Password is known from a data breach',
    api: 'The password is known from a data breach.',
    auth: 'is known from a data breach.',
  },
}

type Rule = keyof typeof SENTENCES
type Setter = (typeof SETTERS)[number]

/** Refused with the reason, in the words of the surface. */
function expectRefused(answer: Answer, rule: Rule, { route, member }: Setter) {
  const { account, api, auth } = SENTENCES[rule]
  const path = route.split(' ')[1] ?? ''
  const { status, body, text } = answer
  if (path.startsWith('/auth/v1')) {
    expect(body, text).toMatchObject({ msg: 'Invalid data', description: `${member} ${auth}` })
    expect(status).toBe(400)
  } else if (path === '/reset-password') {
    expect([status, body['error']], text).toEqual([422, 'invalid_input'])
    expect(answer.headers.get('Postern-Failure')).toBe(
      `invalid_input; member=${member}; rule=${rule === 'breached' ? rule : `too_${rule}`}`,
    )
  } else if (/^\/api\/v1\/(auth|users)\//.test(path)) {
    expect([status, body], text).toEqual([
      422,
      { detail: [{ loc: ['body', member], msg: account, type: 'value_error' }], code: 'invalid_input' },
    ])
  } else {
    expect([status, body], text).toEqual([
      422,
      { data: null, message: '', errors: { [member]: [api] }, code: 422 },
    ])
  }
}

/** One piece of the core asks for all rules: each route is seen to ask it by one of them at least. */
const RULES = ['common', 'personal', 'breached']
const settersFor = (rule: string) => shareOf(rule, RULES, SETTERS)

describe('the table of routes that set a password', () => {
  it('is complete: no other route takes a new one', async () => {
    const taking = /"(current_|new_)?password"|\b(p|newP)wd is required/
    const ada = await registered({ roaming: true })
    const found: string[] = []
    for (const route of ROUTES.filter(({ method }) => method !== 'GET')) {
      const answer = await ada.ask(
        route.method,
        route.path.replace(':user_id', ada.id),
        {},
        { token: ada.tokens.access },
      )
      if (taking.test(answer.text)) found.push(nameOf(route))
    }
    const checking = new Set([
      '/api/v1/auth/login',
      '/api/v1/auth/reauthenticate',
      '/api/v1/login',
      '/auth/v1/request/refreshToken/code',
    ])
    // Two want the cookie of their first step before anything else; without a token the third mails a link.
    const second = ['POST /auth/v1/create/account', 'PATCH /auth/v1/change/password', 'POST /reset-password']
    const setting = found.filter((name) => !checking.has(name.split(' ')[1] ?? ''))
    expect([...new Set([...setting, ...second])].toSorted()).toEqual(
      [...new Set(SETTERS.map(({ route }) => route))].toSorted(),
    )
  })
})

describe('the list of common passwords', () => {
  const list = commonPasswords.split('\n')

  it('has more than three thousand of a length that we allow, each once, in the form that is compared', () => {
    expect(list.length).toBeGreaterThan(3_000)
    expect(new Set(list).size).toBe(list.length)
    expect(list.filter((password) => [...password].length < 8)).toEqual([])
    expect(list.filter((password) => password !== password.normalize('NFC').toLowerCase())).toEqual([])
    expect(list).toEqual(
      expect.arrayContaining(['password', '12345678', 'qwertyuiop', 'iloveyou', 'baseball']),
    )
  })

  it('is the one that was taken from its source', async () => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(list.join(' ')))
    expect(new Uint8Array(digest).toHex()).toBe(
      '3de68e7ab22396f0fc7f88e7e4e1280be53c05b9025786d05f6432e26da3231c',
    )
    expect([list[0], list.at(-1)]).toEqual(['0.0.0.000', 'zxcvbnm123'])
  })

  const some = Array.from({ length: 20 }, (_, n) => list[n * 170] ?? '')
  const spellings = (password: string) => [
    password,
    password.toUpperCase(),
    password[0]?.toUpperCase() + password.slice(1),
    [...password].map((letter, n) => (n % 2 ? letter.toUpperCase() : letter)).join(''),
  ]

  it.each(settersFor('common'))('is asked on $route, whatever the case', async (setter) => {
    const { set } = await setter.prepare(theWorker)
    for (const [n, password] of shareOf(setter, SETTERS, [...some.entries()]))
      expectRefused(await set(spellings(password)[n % 4] ?? ''), 'common', setter)
    expect((await set(NEW_PASSWORD)).status).toBeLessThan(300)
  })

  it.each(SETTERS)('lets nobody set a password while it cannot be read: $route', async (setter) => {
    let isDown = true
    const ASSETS = {
      fetch: async (url: URL) => (isDown ? new Response('', { status: 404 }) : bindings.ASSETS.fetch(url)),
    } as unknown as Fetcher
    const { set } = await setter.prepare(workerWith({ ASSETS }))
    const before = await rows('select password from users order by id')
    const answer = await set(NEW_PASSWORD)
    expect([answer.status, answer.headers.get('Retry-After')], answer.text).toEqual([503, '10'])
    expect(await rows('select password from users order by id')).toEqual(before)
    isDown = false
    expect((await set(NEW_PASSWORD)).status).toBeLessThan(300)
  })
})

describe('a password that is about its owner or about us', () => {
  it.each(settersFor('personal'))('is refused as too personal on $route', async (setter) => {
    const { email, set } = await setter.prepare(workerWith({ APP_NAME: 'Lighthouse' }))
    const [local = ''] = email.split('@')
    const personal = [
      email,
      local,
      `${local}2026`,
      `!!${local.toUpperCase()}!!`,
      'postern123',
      'Postern2026!',
      'xXpOsTeRnXx',
      '1lighthouse',
      'LightHouse-26!',
    ]
    for (const password of shareOf(setter, SETTERS, personal))
      expectRefused(await set(password), 'personal', setter)
    expect((await set(`${local} and postern together`)).status).toBeLessThan(300)
  })
})

/** Stands where the list of breached passwords does: knows one, and pads its answers. */
function breachList(answer: (range: string, init: RequestInit) => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit }[] = []
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init = {}) => {
    const { url } = new Request(input)
    asked.push({ url, init })
    if (!url.startsWith('https://api.pwnedpasswords.com/range/'))
      throw new Error('a test asked somebody else')
    return answer(url.slice(-5), init)
  })
  return asked
}

const BREACHED = 'correct horse battery staple'
/** SHA-1 of it, worked out elsewhere. */
const HASH = 'ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42'
const PADDING = '0018A45C4D1DEF81644B54AB7F969B88D65:0'
const page = (...entries: string[]) => entries.join('\r\n')

describe('a password known from a breach, where BREACHED_PASSWORD_CHECK is on', () => {
  let worker: typeof theWorker
  beforeEach(() => {
    worker = workerWith({ BREACHED_PASSWORD_CHECK: 'on' })
    keepOutOfLog(HASH)
    keepOutOfLog(HASH.slice(5))
  })

  it.each(settersFor('breached'))('is refused on $route', async (setter) => {
    const { set } = await setter.prepare(worker)
    breachList(() => new Response(page(PADDING, `${HASH.slice(5)}:42`)))
    expectRefused(await set(BREACHED), 'breached', setter)
    breachList(() => new Response(page(PADDING)))
    expect((await set(BREACHED)).status).toBeLessThan(300)
  })

  const register = SETTERS[0] as Setter

  it('leaves as five hexadecimal characters and nothing else', async () => {
    const { set } = await register.prepare(worker)
    const asked = breachList(() => new Response(page(PADDING, `${HASH.slice(5)}:1`)))
    await set(BREACHED)
    expect(asked).toHaveLength(1)
    const [{ url, init } = { url: '', init: {} }] = asked
    expect(url).toBe('https://api.pwnedpasswords.com/range/ABF7A')
    expect([init.method ?? 'GET', init.body, init.redirect]).toEqual(['GET', undefined, 'manual'])
    expect([...new Headers(init.headers)]).toEqual([['add-padding', 'true']])
    expect(init.signal).toBeInstanceOf(AbortSignal)
  })

  it('is not asked about when our own rules refuse it', async () => {
    const { email, set } = await register.prepare(worker)
    const asked = breachList(() => new Response(page(PADDING)))
    for (const password of ['short', 'x'.repeat(257), 'password1', email])
      expect((await set(password)).status).toBe(422)
    expect(asked).toEqual([])
  })

  it('is looked up in the composed form, which is the one that is hashed', async () => {
    const { set } = await register.prepare(worker)
    const asked = breachList(() => new Response(page(PADDING, `${HASH.slice(5)}:1`)))
    await set('cafe\u0301 au lait')
    await set('caf\u00e9 au lait')
    expect(asked[0]?.url).toBe(asked[1]?.url)
  })

  it('is not found by an entry of padding', async () => {
    const { set } = await register.prepare(worker)
    breachList(() => new Response(page(PADDING, `${HASH.slice(5)}:0`)))
    expect((await set(BREACHED)).status).toBe(201)
  })

  const outages: [string, (range: string, init: RequestInit) => Response | Promise<Response>][] = [
    ['says 500', () => new Response('no', { status: 500 })],
    ['says 429', () => new Response('no', { status: 429 })],
    [
      'sends elsewhere',
      () => new Response(null, { status: 302, headers: { Location: 'https://example.org/' } }),
    ],
    ['says something else', () => new Response('<html>hello</html>')],
    ['says nothing', () => new Response('')],
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
    ['does not answer', (_, { signal }) => new Promise((_, reject) => onAbort(signal, reject))],
    [
      'does not end its answer',
      (_, { signal }) =>
        new Response(
          new ReadableStream({
            start: (controller) => onAbort(signal, (reason) => controller.error(reason)),
          }),
        ),
    ],
  ]

  const onAbort = (signal: AbortSignal | null | undefined, act: (reason: unknown) => void) =>
    signal?.addEventListener('abort', () => act(signal.reason))

  it.each(outages)('is accepted when the list %s, without a wait, and the log says so', async (_, answer) => {
    const { set } = await register.prepare(worker)
    const asked = breachList(answer)
    const patience = vi.spyOn(AbortSignal, 'timeout')
    expect((await set(BREACHED)).status).toBe(201)
    expect(patience.mock.calls).toEqual([[1_000]])
    expect(asked).toHaveLength(1)
    expect(logged().filter(({ event }) => event === 'breach_list_failed')).toMatchObject([
      { outcome: 'failure' },
    ])
  })
})

describe('without BREACHED_PASSWORD_CHECK', () => {
  it('nobody is asked about a password', async () => {
    for (const setter of SETTERS) {
      const { set } = await setter.prepare(theWorker)
      const asked = breachList(() => new Response(page(`${HASH.slice(5)}:42`)))
      expect((await set(BREACHED)).status).toBeLessThan(300)
      expect(asked).toEqual([])
    }
    expect((await person().get('/healthz')).status).toBe(200)
  })
})
