import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, registered } from '../support/account.ts'
import { dump, restorer } from '../support/database.ts'
import { logged } from '../support/log.ts'
import { type Answer, HOME, type Options, person } from '../support/person.ts'
import {
  emptyBody,
  expectOfEach,
  FOR_ANYBODY,
  isFailureOf,
  isForApps,
  isSafe,
  LIMIT_THEMSELVES,
  methodsOf,
  nameOf,
  owned,
  pathFor,
  type Route,
  ROUTES,
  TAKE_FOREIGN_FORMS,
} from '../support/routes.ts'
import { shareOf } from '../support/sample.ts'
import { failing } from '../support/wrapped.ts'
import { deferredWork, type Worker, workerWith } from '../support/worker.ts'

const FRIEND = 'https://app.example.com'
/** One account for all routes: before each of them everything is as it was when she had registered. */
let ada: Account
let restore: () => Promise<void>

beforeEach(async () => {
  ada = await registered({ roaming: true })
  await deferredWork()
  const backToRegistration = await restorer()
  restore = async () => {
    await deferredWork()
    await backToRegistration()
  }
})

/** Holds each of the routes to a property, each from the same moment on. Requests that change nothing use `expectOfEach`. */
const expectOf = (routes: Route[], property: (route: Route) => Promise<void>) =>
  expectOfEach(routes, async (route) => {
    await restore()
    await property(route)
  })

/** Asks a route as somebody signed in, with an empty object where a body can go. */
const askWith = (account: Account, { method, path }: Route, options: Options & { body?: unknown } = {}) => {
  const { body = emptyBody(method), ...rest } = options
  return account.ask(method, pathFor(path, account), body, { token: account.tokens.access, ...rest })
}
const ask = (route: Route, options?: Options & { body?: unknown }) => askWith(ada, route, options)

const failureOf = ({ headers }: Answer) => headers.get('Postern-Failure')

function expectFailure(answer: Answer, { status, path }: { status: number; path: string }) {
  expect([answer.status, isFailureOf(path, answer.body)], answer.text).toEqual([status, true])
}

const unsafeRoutes = ROUTES.filter((route) => !isSafe(route))
const safeRoutes = ROUTES.filter(isSafe)
/** The others look at what is sent before they count: surfaces/token-limits.test.ts. */
const limited = ROUTES.filter(({ path }) => !LIMIT_THEMSELVES.has(path))
const privately = (routes: Route[]) => routes.filter(isForApps)

describe('the table of routes', () => {
  it('is read from the app, and holds what the contract names', () => {
    expect(ROUTES.map(nameOf)).toEqual(
      expect.arrayContaining([
        ...['register', 'login', 'refresh', 'logout', 'change-password'].map(
          (name) => `POST /api/v1/auth/${name}`,
        ),
        ...['POST', 'PUT', 'PATCH'].map((method) => `${method} /api/v1/auth/reset-password/:user_id`),
        ...['GET', 'PUT'].map((method) => `${method} /api/v1/users/me`),
        ...['/api/v1/users/:user_id', '/.well-known/jwks.json', '/healthz', '/'].map((path) => `GET ${path}`),
      ]),
    )
  })
})

const limitedBy = (one: object) => ({ RATE_LIMIT: one as RateLimit, RATE_LIMIT_SESSION: one as RateLimit })

describe('every route', () => {
  it('answers the same with and without a trailing slash, under one limit', async () => {
    const keys: string[] = []
    const counting = (success: boolean) => {
      const limit = async ({ key }: { key: string }) => ({ success: keys.push(key) > 0 && success })
      return { ...ada, ...person({ worker: workerWith(limitedBy({ limit })) }), id: 'x' }
    }
    const [somebody, refused] = [counting(true), counting(false)]
    await expectOf(limited, async ({ method, path }) => {
      const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
      const plain = await ask({ method, path })
      await restore()
      const twin = await ask({ method, path: other })
      expect(twin.status).toBe(plain.status)
      expect(failureOf(plain)).not.toBe('route_not_found')
      expect(Object.keys(twin.body)).toEqual(Object.keys(plain.body))

      keys.length = 0
      await askWith(refused, { method, path })
      await askWith(refused, { method, path: other })
      await askWith({ ...refused, id: 'y' }, { method, path })
      expect(keys).toEqual(Array(3).fill(keys[0]))
      const encoded = path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
      const { status } = await askWith(somebody, { method, path: encoded })
      if (status !== 404) expect(keys[3]?.split(' ').at(-1)).toBe(keys[0]?.split(' ').at(-1))
    })
  })

  it('has no other spelling: doubled slashes, other case and encoded letters are 404 or the same route', async () => {
    await expectOfEach(ROUTES, async (route) => {
      const { method, path } = route
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
      for (const spelling of shareOf(route, ROUTES, spellings)) {
        const answer = await person().ask(method, spelling, emptyBody(method))
        // A path parameter may be any text; everything else is nobody's.
        expect([401, 404, 405, 422], spelling).toContain(answer.status)
      }
      if (segment === '') return
      const encoded = asked.replace(segment, `%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`)
      const plain = await person().ask(method, asked, emptyBody(method))
      const other = await person().ask(method, encoded, emptyBody(method))
      if (other.status !== 404) expect(other.status).toBe(plain.status)
    })
  })

  it('asks for its own methods only, and names them', async () => {
    await expectOfEach(ROUTES, async (route) => {
      const [allowed, asked] = [methodsOf(route.path), pathFor(route.path, { id: 'x' })]
      // Or it is another pattern's.
      const isWrong = (method: string) => !allowed.includes(method) && !owned(method, asked)
      for (const wrong of shareOf(route, ROUTES, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(isWrong))) {
        const answer = await person().ask(wrong, asked, emptyBody(wrong))
        expectFailure(answer, { status: 405, path: route.path })
        expect(answer.headers.get('Allow')?.split(', ').toSorted()).toEqual(allowed.toSorted())
      }
    })
  })

  it('takes its method from the request line only, not from a header, a query or a body', async () => {
    await expectOfEach(ROUTES, async ({ method, path }) => {
      const asked = pathFor(path, { id: 'x' })
      const wrong = methodsOf(path).includes('POST') ? 'DELETE' : 'POST'
      if (methodsOf(path).includes(wrong)) return
      const names = ['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method']
      const headers = Object.fromEntries(names.map((name) => [name, method]))
      const answer = await person().ask(wrong, `${asked}?_method=${method}`, { _method: method }, { headers })
      expect(answer.status).toBe(405)
    })
  })

  it('names its methods to OPTIONS, and changes nothing by it', async () => {
    await expectOfEach(ROUTES, async ({ path }) => {
      const before = await dump()
      const answer = await person().ask('OPTIONS', pathFor(path, { id: 'x' }), undefined)
      expect([answer.status, answer.text]).toEqual([204, ''])
      expect(answer.headers.get('Allow')?.split(', ').toSorted()).toEqual(methodsOf(path).toSorted())
      expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(FOR_ANYBODY.has(path))
      expect(await dump()).toBe(before)
    })
  })

  it('allows pages of allowed origins, and names the origin exactly', async () => {
    await expectOfEach(privately(ROUTES), async ({ method, path }) => {
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
        'access-control-allow-headers':
          'Authentication, Authorization, Baggage, Content-Type, Postern-Device, Sentry-Trace, Traceparent, Tracestate, Turnstile-Token',
        'access-control-max-age': '600',
        vary: expect.stringContaining('Origin'),
      })
      expect(answer.headers.get('Access-Control-Allow-Methods')).toBe(answer.headers.get('Allow'))
    })
  })

  it('sends no CORS header to pages of other origins', async () => {
    const [before, inside] = [`${FRIEND}.evil.example`, 'https://evil-app.example.com']
    const origins = ['https://evil.example', 'null', before, inside]
    await expectOfEach(privately(ROUTES), async (route) => {
      const { method, path } = route
      for (const origin of shareOf(route, ROUTES, origins)) {
        const answer = await person().ask('OPTIONS', pathFor(path, { id: 'x' }), undefined, {
          headers: { Origin: origin, 'Access-Control-Request-Method': method },
        })
        expect(namesOfCors(answer), origin).toEqual([])
        expect(answer.headers.get('Vary')).toContain('Origin')
      }
    })
  })

  it('makes an id for each request', async () => {
    const ids = new Set<string | null>()
    const headers = { 'X-Request-Id': 'chosen-by-the-client' }
    await expectOfEach(ROUTES, async ({ method, path }) => {
      for (let turn = 0; turn < 3; turn += 1) {
        const answer = await person().ask(method, pathFor(path, { id: 'x' }), emptyBody(method), { headers })
        const id = answer.headers.get('X-Request-Id')
        expect([...ids, 'chosen-by-the-client']).not.toContain(id)
        ids.add(id)
      }
    })
  })
})

const namesOfCors = ({ headers }: Answer) =>
  [...headers.keys()].filter((name) => name.startsWith('access-control'))

describe('every route by GET', () => {
  it('changes nothing, and answers HEAD like GET', async () => {
    const shown = ({ headers }: Answer) =>
      [...headers].filter(([name]) => !/^(x-request-id|content-length|content-type|set-cookie)$/.test(name))
    await expectOf(safeRoutes, async (route) => {
      const before = await dump()
      const get = await ask(route)
      const head = await ask({ ...route, method: 'HEAD' })
      if (methodsOf(route.path).includes('HEAD')) {
        expect([head.status, head.text]).toEqual([get.status, ''])
        expect(shown(head)).toEqual(shown(get))
      } else expect([head.status, head.text, head.headers.get('Allow')]).toEqual([405, '', 'GET'])
      expect(await dump()).toBe(before)
    })
  })

  it('answers every origin, but only allowed origins may read the answer', async () => {
    await expectOf(privately(safeRoutes), async (route) => {
      const friend = await ask(route, { headers: { Origin: FRIEND } })
      expect(friend.headers.get('Access-Control-Allow-Origin')).toBe(FRIEND)
      expect(friend.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After')
      const stranger = await ask(route, { headers: { Origin: 'https://evil.example' } })
      // A route that hands out cookies may refuse strangers altogether.
      expect([friend.status, 403]).toContain(stranger.status)
      expect(namesOfCors(stranger)).toEqual([])
    })
  })
})

describe('every route that may change something', () => {
  it('is refused from any other origin, before any handler runs', async () => {
    const origins = [
      'https://evil.example',
      'null',
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.evil.example',
      'https://APP.example.com',
      'https://app.example.com/',
      'file://',
    ]
    const guarded = unsafeRoutes.filter(({ path }) => !FOR_ANYBODY.has(path) && !TAKE_FOREIGN_FORMS.has(path))
    await expectOf(guarded, async (route) => {
      const before = await dump()
      for (const origin of shareOf(route, guarded, origins)) {
        const answer = await ask(route, { headers: { Origin: origin, 'Content-Type': 'text/plain' } })
        expectFailure(answer, { status: 403, path: route.path })
        expect(namesOfCors(answer), origin).toEqual([])
      }
      expect(await dump()).toBe(before)
    })
  })

  it('is open to allowed origins, to our own origin, and to clients that are not browsers', async () => {
    // A form of a page is sent by that page alone: surfaces/pages-forgery.test.ts.
    await expectOf(privately(unsafeRoutes), async (route) => {
      const friend = await ask(route, { headers: { Origin: FRIEND } })
      await restore()
      const own = await ask(route, { headers: { Origin: HOME } })
      await restore()
      const program = await ask(route)
      expect(failureOf(friend)).not.toBe('origin_not_allowed')
      expect([own.status, program.status]).toEqual([friend.status, friend.status])
      const shown = [friend, own, program].map(({ headers }) => headers.get('Access-Control-Allow-Origin'))
      expect(shown).toEqual([FRIEND, null, null])
    })
  })

  it('is refused with a cookie alone when a browser says that another site asks', async () => {
    const asking: string[] = []
    await expectOf(unsafeRoutes, async (route) => {
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
      const asksForCaller = (await ask(route, { token: undefined, body: '[]' })).status === 401
      if (!asksForCaller || FOR_ANYBODY.has(route.path)) return
      asking.push(nameOf(route))
      for (const site of ['cross-site', 'same-site']) {
        expectFailure(await byCookie(site), { status: 403, path: route.path })
      }
      expect(await dump()).toBe(before)
      expect(failureOf(await byCookie('cross-site', { Origin: FRIEND }))).not.toBe('origin_not_allowed')
      await restore()
      expect(failureOf(await byCookie('same-origin'))).not.toBe('origin_not_allowed')
      await restore()
      expect(failureOf(await byCookie(undefined))).not.toBe('origin_not_allowed')
    })
    expect(asking).toContain('PUT /api/v1/users/me')
  })
})

describe('every route, when what we stand on fails,', () => {
  const NETWORK = () => new Error('D1_ERROR: Network connection lost to example-vendor.')

  it('answers 503 or works, in its own format, without the reason', async () => {
    await expectOf(ROUTES, async (route) => {
      for (const broken of [{ DB: failing(NETWORK).DB }, { KV: failing(NETWORK).KV }]) {
        const answer = await askFully(route, workerWith(broken))
        if (answer.status < 500) continue
        expect(answer.text).not.toMatch(/D1|KV|vendor|Network|Error:|at \w+ \(/)
        if (route.path === '/healthz') continue // has a form of its own, see the platform's tests
        expectFailure(answer, { status: 503, path: route.path })
        expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
      }
    })
  })

  it('answers 500 for a mistake of ours, in its own format, without the reason', async () => {
    // A binding that is no binding: the first call of it is a TypeError.
    const worker = workerWith(limitedBy({ secretDetail: true }))
    await expectOf(limited, async (route) => {
      const answer = await askFully(route, worker)
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
    })
  })

  it('works without its rate limiter, and says so in the log', async () => {
    const worker = workerWith(limitedBy({ limit: () => Promise.reject(NETWORK()) }))
    await expectOf(limited, async (route) => {
      const already = logged().length
      const without = await askFully(route, worker)
      expect(without.status, without.text).toBeLessThan(500)
      expect(logged().slice(already)).toContainEqual(
        expect.objectContaining({ event: 'rate_limiter_failed' }),
      )
    })
  })

  /** Asks with everything a route could ask for: what is not asked for is dropped. */
  const askFully = ({ method, path }: Route, worker: Worker) => {
    const body = {
      email: ada.email,
      account: ada.email,
      password: ada.password,
      confirm_password: ada.password,
      first_name: 'Ada',
      last_name: 'Lovelace',
      refresh_token: ada.tokens.refresh,
      bio: 'x',
    }
    const sent = isSafe({ method, path }) ? undefined : body
    return person({ worker }).ask(method, pathFor(path, ada), sent, { token: ada.tokens.access })
  }
})
