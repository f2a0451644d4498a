import { describe, expect, it } from 'vitest'
import { API, askForReset, expectAsked, expectEnvelope, member, newMember } from '../support/enveloped.ts'
import { mailsTo } from '../support/mails.ts'
import { person, type Person } from '../support/person.ts'
import { EVERY_CASE } from '../support/sample.ts'
import { failing } from '../support/wrapped.ts'
import { workerWith } from '../support/worker.ts'

const PATHS = ['register', 'login', 'logout', 'token/refresh', 'password/email', 'password/reset']
const paths = PATHS.map((path) => `${API}/${path}`)

/** One that works, so that what fails is something else. */
const BODIES: Record<string, (ada: { email: string; password: string; refresh: string }) => unknown> = {
  [`${API}/register`]: () => newMember(),
  [`${API}/login`]: ({ email, password }) => ({ email, password }),
  [`${API}/logout`]: ({ refresh: token }) => ({ token }),
  [`${API}/token/refresh`]: ({ refresh: token }) => ({ refresh_token: token }),
  [`${API}/password/email`]: ({ email }) => ({ email }),
  [`${API}/password/reset`]: ({ email }) => ({
    token: 'x'.repeat(43),
    email,
    password: 'eight wet words',
    password_confirmation: 'eight wet words',
  }),
}

/** Only who signs out needs an account before a body is read. */
const somebodyFor = async (path: string) =>
  path.endsWith('/logout') ? member() : { ...person(), tokens: { access: undefined } }

async function asked(path: string, worker: ReturnType<typeof workerWith>) {
  const ada = await member()
  const body = BODIES[path]?.({ ...ada, refresh: ada.tokens.refresh })
  return person({ worker }).post(path, body, { token: ada.tokens.access })
}

describe.each(paths)('%s, in the envelope,', (path) => {
  it('is 400 for a body that is no object', async () => {
    const ada = await somebodyFor(path)
    for (const body of ['{', '[]', '"x"', 'null', '7', '']) {
      const answer = await ada.post(path, body, { token: ada.tokens.access })
      expectEnvelope(answer, { status: 400, message: 'Malformed request.' })
    }
  })

  it('is 403 for a foreign origin', async () => {
    const answer = await person().post(path, {}, { headers: { Origin: 'https://evil.example' } })
    expectEnvelope(answer, { status: 403, message: 'Origin not allowed.' })
  })

  it('is 405 for any other method, and names its own', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await person().ask(method, path, undefined)
      expectEnvelope(answer, { status: 405, message: 'Method not allowed.' })
      expect(answer.headers.get('Allow')).toBe('POST')
    }
  })

  it('is 413 for more than 16 KiB', async () => {
    const ada = await somebodyFor(path)
    const answer = await ada.post(path, { padding: 'x'.repeat(16 * 1024) }, { token: ada.tokens.access })
    expectEnvelope(answer, { status: 413, message: 'Payload too large.' })
  })

  it('is 415 for anything but JSON', async () => {
    const ada = await somebodyFor(path)
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const answer = await ada.post(path, 'email=a', { token: ada.tokens.access, headers })
    expectEnvelope(answer, { status: 415, message: 'Unsupported media type.' })
  })

  // That each route has this limit of its own is held in core/limits.test.ts and surfaces/every-route.test.ts.
  const turns = EVERY_CASE || path === paths[0] ? 60 : 0

  it('is 429 for the 61st request of a client in a minute, and says how long to wait', async () => {
    const hasty = person()
    for (let turn = 0; turn < turns; turn += 1) expect((await hasty.post(path, 'x')).status).not.toBe(429)
    const full = person({ worker: workerWith({ RATE_LIMIT: { limit: async () => ({ success: false }) } }) })
    const answer = await (turns > 0 ? hasty : full).post(path, 'x')
    expectEnvelope(answer, { status: 429, message: 'Too many attempts.' })
    expect(answer.headers.get('Retry-After')).toBe('60')
  })

  it('is 500 for a mistake of ours', async () => {
    const RATE_LIMIT = {} as unknown as RateLimit
    expectEnvelope(await asked(path, workerWith({ RATE_LIMIT, RATE_LIMIT_SESSION: RATE_LIMIT })), {
      status: 500,
      message: 'Internal Server Error',
    })
  })

  it('is 503 without a database, or with a setting that is wrong, and says when to come back', async () => {
    for (const broken of [{ DB: failing().DB }, { APP_URL: 'nowhere' }]) {
      const answer = await asked(path, workerWith(broken))
      expectEnvelope(answer, { status: 503, message: 'Service unavailable.' })
      expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
    }
  })

  it('works without KV', async () => {
    const { KV } = failing(() => new Error('KV PUT failed: 429 Too Many Requests'))
    const answer = await asked(path, workerWith({ KV }))
    expect(answer.status).toBe(path.endsWith('password/reset') ? 422 : 200)
  })
})

describe('what is nobody’s under /api/v1', () => {
  it.each([
    '/api/v1',
    '/api/v1/',
    '/api/v1/x',
    '/api/v1/login/x',
    '/api/v1/password',
    '/api/v1/authx',
    '/api/v1/users-x',
  ])('is a 404 in the envelope: %s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await person().ask(method, path, method === 'POST' ? {} : undefined)
      expectEnvelope(answer, { status: 404, message: 'Not found.' })
    }
  })

  it.each(['/api/v1/auth', '/api/v1/auth/x', '/api/v1/users', '/api/v1/users/x/y'])(
    'is answered by account-v1: %s',
    async (path) => {
      const answer = await person().post(path, {})
      expect([answer.status, Object.keys(answer.body).toSorted()]).toEqual([
        404,
        ['code', 'detail', 'message'],
      ])
    },
  )

  it('is a 405 of account-v1 on its paths, and of this surface on its own', async () => {
    const theirs = await person().get('/api/v1/auth/login')
    expect([theirs.status, Object.keys(theirs.body).toSorted()]).toEqual([405, ['code', 'detail', 'message']])
    const ours = await person().get('/api/v1/login')
    expectEnvelope(ours, { status: 405, message: 'Method not allowed.' })
  })

  it('is answered by neither surface outside of /api/v1', async () => {
    for (const path of ['/api', '/api/v2/login', '/api/v10', '/api/v1x', '/login']) {
      const answer = await person().post(path, {})
      expect([answer.status, Object.keys(answer.body)]).toEqual([404, ['error', 'request_id']])
    }
  })

  it('and account-v1 describe the same mistake each in its own words', async () => {
    const [ours, theirs] = [
      await person().post('/api/v1/login', {}),
      await person().post('/api/v1/auth/login', {}),
    ]
    expect([ours.status, Object.keys(ours.body)]).toEqual([422, ['data', 'message', 'errors', 'code']])
    expect([theirs.status, Object.keys(theirs.body)]).toEqual([422, ['detail', 'code']])
  })
})

describe('a client that asks for everything in one path', () => {
  it('has a limit for each route, not one for all', async () => {
    const hasty = person()
    for (let turn = 0; turn < 61; turn += 1) await hasty.post(`${API}/login`, 'x')
    expect((await hasty.post(`${API}/login`, 'x')).status).toBe(429)
    expect((await hasty.post(`${API}/login/`, 'x')).status).toBe(429)
    expect((await hasty.post(`${API}/token/refresh`, 'x')).status).toBe(400)
  })
})

describe('mails with links', () => {
  const fourth = async (somebody: Person, email: string) => {
    for (let turn = 0; turn < 3; turn += 1) expectAsked(await askForReset(somebody, email))
    const answer = await askForReset(somebody, email)
    expectEnvelope(answer, { status: 429, message: 'Too many attempts.' })
    return { wait: Number(answer.headers.get('Retry-After')), names: [...answer.headers.keys()].toSorted() }
  }

  it('are three at once and then one every 45 minutes, for an unknown address too', async () => {
    const ada = await member({ roaming: true })
    const known = await fourth(ada, ada.email)
    const unknown = await fourth(ada, 'nobody@example.org')
    expect(unknown.names).toEqual(known.names)
    for (const { wait } of [known, unknown]) {
      expect(wait).toBeGreaterThan(44 * 60)
      expect(wait).toBeLessThanOrEqual(45 * 60)
    }
    expect(await mailsTo(ada.email)).toHaveLength(4) // one of them to verify the address
  })
})
