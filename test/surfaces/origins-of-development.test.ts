import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { logged } from '../support/log.ts'
import { MAIL_ROUTES } from '../core/mail-routes.ts'
import { freshEmail, registered, registration } from '../support/account.ts'
import { RESEND_SETTINGS } from '../support/resend.ts'
import { type Answer, person } from '../support/person.ts'
import { expectOfEach, FOR_ANYBODY, LIMIT_THEMSELVES, nameOf, ROUTES } from '../support/routes.ts'
import { deferredWork, theWorker, workerWith } from '../support/worker.ts'

const LOCAL = ['http://localhost:5173', 'http://localhost', 'http://127.0.0.1:3000', 'http://[::1]:3000']
const FOREIGN = [
  'https://localhost:5173',
  'http://localhost.evil.example',
  'http://evil.localhost:3000',
  'http://192.168.7.7:3000',
  'null',
]
const production = workerWith({ ...RESEND_SETTINGS, ENVIRONMENT: 'production' })

const allowed = async (worker: typeof theWorker, origin: string) => {
  const answer = await person({ worker }).post('/api/v1/auth/login', {}, { headers: { Origin: origin } })
  return [answer.status, answer.headers.get('Access-Control-Allow-Origin')]
}

describe('a page of this machine', () => {
  it.each(LOCAL)('may call a service in development, and is named exactly: %s', async (origin) => {
    expect(await allowed(theWorker, origin)).toEqual([422, origin])
  })

  it.each(LOCAL)('is foreign to a service in production: %s', async (origin) => {
    expect(await allowed(production, origin)).toEqual([403, null])
  })
})

describe('any other page', () => {
  it.each(FOREIGN)('is foreign to a service in development too: %s', async (origin) => {
    expect(await allowed(theWorker, origin)).toEqual([403, null])
  })
})

describe('an origin that is refused', () => {
  const LOGIN = '/api/v1/auth/login'
  const preflight = (origin: string) =>
    person().ask('OPTIONS', LOGIN, undefined, {
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    })
  const call = (origin: string) => person().post(LOGIN, {}, { headers: { Origin: origin } })
  const renewal = (origin: string) =>
    person().get('/auth/v1/request/accessToken', { headers: { Origin: origin } })
  const lines = () => logged().filter(({ event }) => event === 'origin_refused')
  const line = (origin: string) =>
    expect.objectContaining({ outcome: 'refused', reason: `${origin} is not in ALLOWED_ORIGINS` })

  it.each([
    ['a preflight', preflight],
    ['a call', call],
    ['a renewal', renewal],
  ])('is named in the log by %s, with the setting, once a minute', async (name, ask) => {
    const origin = `http://${name.replaceAll(' ', '-')}.example:3000`
    for (let n = 0; n < 3; n += 1) await ask(origin)
    expect(lines()).toEqual([line(origin)])
    pass(60_000)
    await ask(origin)
    expect(lines()).toEqual([line(origin), line(origin)])
  })

  it('is not one that is listed, or our own', async () => {
    for (const origin of ['https://app.example.com', 'https://auth.localhost', LOCAL[0] ?? '']) {
      await preflight(origin)
      await call(origin)
    }
    expect(lines()).toEqual([])
  })

  it('fills no log: it is cut, and of many only fifty a minute are named, with a word on the others', async () => {
    pass(3_600_000)
    await call(`http://${'x'.repeat(5_000)}.example`)
    expect(String(lines()[0]?.['reason']).length).toBeLessThan(250)
    for (let n = 0; n < 100; n += 1) await preflight(`http://${n}.example`)
    expect(lines()).toHaveLength(51)
    expect(lines().at(-1)?.['reason']).toBe('one more of many origins is not in ALLOWED_ORIGINS')
  })
})

describe('in development', () => {
  const unlimited = workerWith({ LIMITS: undefined })
  const by = person({ worker: unlimited })

  it('nobody meets a limit: more accounts, codes to one address and reads a minute than anywhere else', async () => {
    const client = { headers: { 'CF-Connecting-IP': '192.0.2.9' } }
    for (let n = 0; n < 21; n += 1)
      expect((await by.post('/api/v1/auth/register', registration(), client)).status).toBe(201)
    const ada = await registered({ worker: unlimited })
    for (let n = 0; n < 10; n += 1) {
      for (const { ask } of MAIL_ROUTES) expect((await ask(by, ada)).status).toBeLessThan(300)
      await by.post('/api/v1/auth/login', { email: freshEmail(), password: 'wrong' }, client)
    }
    // A hundred mails are on their way.
    await deferredWork()
    for (let n = 0; n < 61; n += 1) expect((await by.get('/healthz', client)).status).toBe(200)
  })

  it('a password and a code are guarded all the same', async () => {
    const ada = await registered({ worker: unlimited })
    const tries = []
    for (let n = 0; n < 7; n += 1)
      tries.push((await by.post('/api/v1/auth/login', { email: ada.email, password: 'wrong' })).status)
    expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('LIMITS=on brings them back, and production knows no other value', async () => {
    const limited = person({ worker: workerWith({ LIMITS: 'on', REGISTRATIONS_PER_HOUR: '1' }) })
    expect((await limited.post('/api/v1/auth/register', registration())).status).toBe(201)
    expect((await limited.post('/api/v1/auth/register', registration())).status).toBe(429)
    const open = workerWith({ ...RESEND_SETTINGS, ENVIRONMENT: 'production', LIMITS: 'off' })
    expect((await person({ worker: open }).get('/')).status).toBe(503)
    const usual = workerWith({
      ...RESEND_SETTINGS,
      ENVIRONMENT: 'production',
      LIMITS: undefined,
      REGISTRATIONS_PER_HOUR: '1',
    })
    const statuses = []
    const somebody = person({ worker: usual })
    for (let n = 0; n < 61; n += 1) statuses.push((await somebody.get('/healthz')).status)
    expect(statuses.at(-1)).toBe(429)
  })
})

const corsOf = ({ headers }: Answer) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control')))

describe('a public document', () => {
  it('may be read by every page, with nothing that shows who asks', async () => {
    // What apps ask with credentials is in surfaces/every-route.test.ts.
    const documents = ROUTES.filter(({ path }) => FOR_ANYBODY.has(path) && !LIMIT_THEMSELVES.has(path))
    expect(documents.map(nameOf).toSorted()).toEqual([
      'GET /.well-known/jwks.json',
      'GET /.well-known/oauth-authorization-server',
      'GET /.well-known/openid-configuration',
      'GET /.well-known/webauthn',
      'GET /api/v1/auth/providers',
      'GET /openapi.json',
    ])
    for (const origin of ['https://anybody.example', 'https://app.example.com', 'null']) {
      await expectOfEach(documents, async ({ path }) => {
        const read = await person().get(path, { headers: { Origin: origin } })
        expect([read.status, corsOf(read)]).toEqual([
          200,
          { 'access-control-allow-origin': '*', 'access-control-expose-headers': expect.any(String) },
        ])
        const asked = await person().ask('OPTIONS', path, undefined, {
          headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
        })
        expect([asked.status, corsOf(asked)]).toEqual([
          204,
          {
            'access-control-allow-origin': '*',
            'access-control-expose-headers': expect.stringContaining('Retry-After'),
            'access-control-allow-methods': 'GET, HEAD',
            'access-control-allow-headers': expect.stringContaining('Traceparent'),
            'access-control-max-age': '600',
          },
        ])
      })
    }
  })
})
