import { describe, expect, it } from 'vitest'
import { type Account, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { dump } from '../support/database.ts'
import { logged } from '../support/log.ts'
import { type Answer, HOME, type Options, person } from '../support/person.ts'
import {
  emptyBody,
  isFailureOf,
  isSafe,
  methodsOf,
  nameOf,
  owned,
  pathFor,
  type Route,
  ROUTES,
} from '../support/routes.ts'
import { failing, failingDatabase, failingKeyValue } from '../support/wrapped.ts'
import { workerWith } from '../support/worker.ts'

const FRIEND = 'https://app.example.com'

let ada: Account

/** Asks a route as somebody signed in, with an empty object where a body can go. */
const askWith = (account: Account, { method, path }: Route, options: Options & { body?: unknown } = {}) => {
  const { body = emptyBody(method), ...rest } = options
  return account.ask(method, pathFor(path, account), body, { token: account.tokens.access, ...rest })
}
const ask = (route: Route, options?: Options & { body?: unknown }) => askWith(ada, route, options)

function expectFailure(answer: Answer, { status, path }: { status: number; path: string }) {
  expect([answer.status, isFailureOf(path, answer.body)], answer.text).toEqual([status, true])
}

const routes = ROUTES.map((route) => [nameOf(route), route] as const)
const unsafeRoutes = routes.filter(([, route]) => !isSafe(route))
const safeRoutes = routes.filter(([, route]) => isSafe(route))

describe('the table of routes', () => {
  it('is read from the app, and holds what the contract names', () => {
    expect(ROUTES.map(nameOf)).toEqual(
      expect.arrayContaining([
        'POST /api/v1/auth/register',
        'POST /api/v1/auth/login',
        'POST /api/v1/auth/refresh',
        'POST /api/v1/auth/logout',
        'POST /api/v1/auth/change-password',
        'POST /api/v1/auth/reset-password/:user_id',
        'PUT /api/v1/auth/reset-password/:user_id',
        'PATCH /api/v1/auth/reset-password/:user_id',
        'GET /api/v1/users/me',
        'PUT /api/v1/users/me',
        'GET /api/v1/users/:user_id',
        'GET /.well-known/jwks.json',
        'GET /healthz',
        'GET /',
      ]),
    )
  })
})

describe.each(routes)('%s', (_, route) => {
  const { method, path } = route

  it('answers the same with and without a trailing slash, under one limit (R032)', async () => {
    ada = await registered({ roaming: true })
    const twins = path.endsWith('/') ? [path, path.slice(0, -1)] : [path, `${path}/`]
    const [plain, twin] = [await registered({ roaming: true }), await registered({ roaming: true })]
    const answers = [
      await askWith(plain, { method, path: twins[0] ?? '' }),
      await askWith(twin, { method, path: twins[1] ?? '' }),
    ]
    expect(answers[1]?.status).toBe(answers[0]?.status)
    expect(answers[0]?.status).not.toBe(404)
    expect(Object.keys(answers[1]?.body ?? {})).toEqual(Object.keys(answers[0]?.body ?? {}))

    const keys: string[] = []
    const RATE_LIMIT = {
      limit: async ({ key }: { key: string }) => ({ success: keys.push(key) > 0 }),
    }
    const worker = workerWith({ RATE_LIMIT })
    const somebody = { ...(await registered({ worker })), id: 'x' }
    keys.length = 0
    await askWith(somebody, { method, path: twins[0] ?? '' })
    await askWith(somebody, { method, path: twins[1] ?? '' })
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    await askWith({ ...somebody, id: 'y' }, { method, path })
    expect(keys[2]).toBe(keys[0])
    const encoded = path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
    const other = await askWith(somebody, { method, path: encoded })
    if (other.status !== 404) expect(keys[3]).toBe(keys[0])
  })

  it('has no other spelling: doubled slashes, other case and encoded letters are 404 or the same route (R032)', async () => {
    const asked = pathFor(path, { id: 'x' })
    const segment = /[a-z]+/.exec(asked)?.[0] ?? ''
    const spellings = [
      `/${asked}`,
      asked.replace(/\/(?=[^/]+$)/, '//'),
      `${asked}//`,
      ...(segment === '' ? [] : [asked.replace(segment, segment.toUpperCase())]),
      `${asked}/../../x`.replaceAll('..', '%2e%2e'),
      `${asked};x=1`,
    ].filter((each) => each !== asked && each !== `${asked}/`)
    for (const spelling of spellings) {
      const answer = await person().ask(method, spelling, emptyBody(method))
      // A path parameter may be any text; everything else is nobody's.
      expect([401, 404, 405, 422], spelling).toContain(answer.status)
    }
    if (segment === '') return
    const encoded = asked.replace(segment, `%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`)
    const [plain, other] = [
      await person().ask(method, asked, emptyBody(method)),
      await person().ask(method, encoded, emptyBody(method)),
    ]
    if (other.status !== 404) expect(other.status).toBe(plain.status)
  })

  it('asks for its own methods only, and names them (R121)', async () => {
    const allowed = methodsOf(path)
    for (const wrong of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !allowed.includes(each))) {
      const asked = pathFor(path, { id: 'x' })
      if (owned(wrong, asked)) continue // by another pattern
      const answer = await person().ask(wrong, asked, emptyBody(wrong))
      expectFailure(answer, { status: 405, path })
      expect(answer.headers.get('Allow')?.split(', ').toSorted()).toEqual(allowed.toSorted())
    }
  })

  it('is not reached by naming its method in a header, a query or a body (R121)', async () => {
    const asked = pathFor(path, { id: 'x' })
    const wrong = methodsOf(path).includes('POST') ? 'DELETE' : 'POST'
    if (methodsOf(path).includes(wrong)) return
    const headers = { 'X-HTTP-Method-Override': method, 'X-Method-Override': method, 'X-HTTP-Method': method }
    const answer = await person().ask(wrong, `${asked}?_method=${method}`, { _method: method }, { headers })
    expect(answer.status).toBe(405)
  })

  it('names its methods to OPTIONS, and changes nothing by it (R116)', async () => {
    const before = await dump()
    const answer = await person().ask('OPTIONS', pathFor(path, { id: 'x' }), undefined)
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(answer.headers.get('Allow')?.split(', ').toSorted()).toEqual(methodsOf(path).toSorted())
    expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(false)
    expect(await dump()).toBe(before)
  })

  it('lets pages of allowed origins ask, and names them exactly (R117)', async () => {
    const answer = await person().ask('OPTIONS', pathFor(path, { id: 'x' }), undefined, {
      headers: {
        Origin: FRIEND,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'authorization, content-type, x-evil',
      },
    })
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'Authentication, Authorization, Content-Type, Turnstile-Token',
      'access-control-max-age': '600',
      vary: expect.stringContaining('Origin'),
    })
    expect(answer.headers.get('Access-Control-Allow-Methods')).toBe(answer.headers.get('Allow'))
  })

  it('says nothing to pages of other origins (R117)', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `${FRIEND}.evil.example`,
      'https://evil-app.example.com',
    ]) {
      const preflight = { Origin: origin, 'Access-Control-Request-Method': method }
      const answer = await person().ask('OPTIONS', pathFor(path, { id: 'x' }), undefined, {
        headers: preflight,
      })
      const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control'))
      expect(names, origin).toEqual([])
      expect(answer.headers.get('Vary')).toContain('Origin')
    }
  })

  it('has an id for each request, of its own making', async () => {
    const ids = new Set<string | null>()
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await person().ask(method, pathFor(path, { id: 'x' }), emptyBody(method), {
        headers: { 'X-Request-Id': 'chosen-by-the-client' },
      })
      ids.add(answer.headers.get('X-Request-Id'))
    }
    expect(ids.size).toBe(3)
    expect(ids).not.toContain('chosen-by-the-client')
  })
})

describe.each(safeRoutes)('%s, by GET', (_, route) => {
  it('changes nothing, and HEAD says what GET says (R116)', async () => {
    ada = await registered({ roaming: true })
    const before = await dump()
    const get = await ask(route)
    const head = await ask({ ...route, method: 'HEAD' })
    expect([head.status, head.text]).toEqual([get.status, ''])
    const shown = ({ headers }: Answer) =>
      [...headers].filter(([name]) => !['x-request-id', 'content-length', 'content-type'].includes(name))
    expect(shown(head)).toEqual(shown(get))
    expect(await dump()).toBe(before)
  })

  it('answers pages of any origin, but shows itself to allowed ones only (R117)', async () => {
    ada = await registered({ roaming: true })
    const friend = await ask(route, { headers: { Origin: FRIEND } })
    expect(friend.headers.get('Access-Control-Allow-Origin')).toBe(FRIEND)
    expect(friend.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After')
    const stranger = await ask(route, { headers: { Origin: 'https://evil.example' } })
    // A route that hands out cookies may refuse strangers altogether.
    expect([friend.status, 403]).toContain(stranger.status)
    expect([...stranger.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe.each(unsafeRoutes)('%s, which may change something', (_, route) => {
  it('is refused from any other origin, before any handler runs (R114, R115)', async () => {
    ada = await registered({ roaming: true })
    const before = await dump()
    for (const origin of [
      'https://evil.example',
      'null',
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.evil.example',
      'https://APP.example.com',
      'https://app.example.com/',
      'file://',
    ]) {
      const answer = await ask(route, { headers: { Origin: origin, 'Content-Type': 'text/plain' } })
      expectFailure(answer, { status: 403, path: route.path })
      const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control'))
      expect(names, origin).toEqual([])
    }
    expect(await dump()).toBe(before)
  })

  it('is open to allowed origins, to our own, and to clients that are no browser (R115, R117)', async () => {
    ada = await registered({ roaming: true })
    const answers = [
      await ask(route, { headers: { Origin: FRIEND } }),
      await askWith(await registered({ roaming: true }), route, { headers: { Origin: HOME } }),
      await askWith(await registered({ roaming: true }), route),
    ]
    expect(new Set(answers.map(({ status }) => status)).size).toBe(1)
    expect(answers[0]?.status).not.toBe(403)
    expect(answers.map(({ headers }) => headers.get('Access-Control-Allow-Origin'))).toEqual([
      FRIEND,
      null,
      null,
    ])
  })

  it('is refused with a cookie alone when a browser says that another site asks (R114)', async () => {
    ada = await registered({ roaming: true })
    const byCookie = (site: string | undefined, more: Record<string, string> = {}) =>
      ask(route, {
        token: undefined,
        headers: {
          Cookie: `__Host-accessToken=${ada.tokens.access}`,
          ...(site !== undefined && { 'Sec-Fetch-Site': site }),
          ...more,
        },
      })
    const before = await dump()
    const asksForCaller = (await askWith(ada, route, { token: undefined, body: '[]' })).status === 401
    if (!asksForCaller) return
    for (const site of ['cross-site', 'same-site']) {
      expectFailure(await byCookie(site), { status: 403, path: route.path })
    }
    expect(await dump()).toBe(before)
    expect((await byCookie('cross-site', { Origin: FRIEND })).status).not.toBe(403)
    ada = await registered({ roaming: true })
    expect((await byCookie('same-origin')).status).not.toBe(403)
    ada = await registered({ roaming: true })
    expect((await byCookie(undefined)).status).not.toBe(403)
  })
})

describe('a path that is nobody’s', () => {
  const prefixes = [
    '/api/v1/auth',
    '/api/v1/users/x/y',
    '/api/v1/auth/x',
    '/x',
    '/.well-known/x',
    '/dev/x',
    '/debug',
    '/test',
    '/__test',
    '/.env',
    '/openapi',
  ]

  it.each(prefixes)('is a 404 in the format of whoever owns it: %s (R127)', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT']) {
      const body = emptyBody(method)
      expectFailure(await person().ask(method, path, body), { status: 404, path })
    }
  })
})

describe('when what we stand on fails', () => {
  const NETWORK = () => new Error('D1_ERROR: Network connection lost to example-vendor.')

  it.each(routes)('%s says 503 or works, in its own format, and hides why (R125)', async (_, route) => {
    const account = await registered({ roaming: true })
    for (const broken of [{ DB: failingDatabase(NETWORK) }, { KV: failingKeyValue(NETWORK) }]) {
      const somebody = person({ worker: workerWith(broken) })
      const body = bodyFor(route, account)
      const path = pathFor(route.path, account)
      const answer = await somebody.ask(route.method, path, body, { token: account.tokens.access })
      if (answer.status < 500) continue
      expect(answer.text).not.toMatch(/D1|KV|vendor|Network|Error:|at \w+ \(/)
      if (path === '/healthz') continue // has a form of its own, see the platform's tests
      expectFailure(answer, { status: 503, path: route.path })
      expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
    }
  })

  it.each(routes)(
    '%s says 500 for a mistake of ours, in its own format, and hides what (R125)',
    async (_, route) => {
      ada = await registered({ roaming: true })
      // A binding that is no binding: the first call of it is a TypeError.
      const RATE_LIMIT = { secretDetail: true } as unknown as RateLimit
      const somebody = person({ worker: workerWith({ RATE_LIMIT }) })
      const path = pathFor(route.path, ada)
      const answer = await somebody.ask(route.method, path, bodyFor(route, ada), { token: ada.tokens.access })
      expectFailure(answer, { status: 500, path: route.path })
      expect(answer.text).not.toMatch(/TypeError|not a function|\.ts|at \w+ \(/)
      expect(logged()).toContainEqual(
        expect.objectContaining({
          event: 'request_refused',
          outcome: 'failure',
          reason: expect.stringContaining('internal: TypeError'),
          request_id: answer.headers.get('X-Request-Id'),
        }),
      )
    },
  )

  it.each(routes)('%s goes on without its rate limiter, and says so in the log', async (_, route) => {
    ada = await registered({ roaming: true })
    const worker = workerWith({ RATE_LIMIT: failing(bindings.RATE_LIMIT, NETWORK) })
    const somebody = person({ worker })
    const path = pathFor(route.path, ada)
    const token = ada.tokens.access
    const without = await somebody.ask(route.method, path, bodyFor(route, ada), { token })
    expect(without.status, without.text).toBeLessThan(500)
    expect(logged()).toContainEqual(expect.objectContaining({ event: 'rate_limiter_failed' }))
  })

  /** A body with everything a route could ask for: what is not asked for is dropped. */
  const bodyFor = ({ method }: Route, account: Account) =>
    method === 'GET'
      ? undefined
      : {
          email: account.email,
          account: account.email,
          password: account.password,
          confirm_password: account.password,
          first_name: 'Ada',
          last_name: 'Lovelace',
          refresh_token: account.tokens.refresh,
          bio: 'x',
        }
})
