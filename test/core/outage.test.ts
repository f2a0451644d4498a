import { describe, expect, it, vi } from 'vitest'
import {
  type Account,
  alive,
  DEAD,
  LIVE,
  PASSWORD,
  readMe,
  refresh,
  refreshed,
  registered,
  registration,
  signIn,
  tokensIn,
} from '../support/account.ts'
import { dump, rows } from '../support/database.ts'
import { logged } from '../support/log.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo, failing } from '../support/wrapped.ts'

/** D1 that works for some round trips and is gone after them. */
function databaseFor(trips: number): D1Database {
  let made = 0
  return boundTo(async (_trip, act) => {
    made += 1
    if (made > trips) throw new Error('D1_ERROR: Network connection lost.')
    return act()
  }).DB
}

/** D1 that does what it is asked, and whose answers get lost on the way: those that are chosen. */
function databaseLosingAnswers(isLost: (trip: number) => boolean): D1Database {
  let made = 0
  return boundTo(async (_trip, act) => {
    made += 1
    const lost = isLost(made)
    const result = await act()
    if (lost) throw new Error('D1_ERROR: Network connection lost.')
    return result
  }).DB
}

function expectUnavailable({ status, body, headers }: Answer) {
  expect([status, body['detail']]).toEqual([503, 'Service unavailable'])
  expect(headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
}

const change = {
  current_password: PASSWORD,
  new_password: 'eight wet words',
  confirm_password: 'eight wet words',
}

/** A try stays counted while nothing can be written: a place for ten seconds, of a client for an hour. */
const COUNTED = ['password_failures', 'budgets']

describe('when D1 is lost in the middle', () => {
  it('a sign-in opens no session, and works later', async () => {
    const ada = await registered()
    const before = await dump({ without: COUNTED })
    expectUnavailable(await signIn(person({ worker: workerWith({ DB: databaseFor(1) }) }), ada))
    expect(await dump({ without: COUNTED })).toBe(before)
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('a change of the password changes nothing and ends nothing', async () => {
    const ada = await registered()
    const before = await dump({ without: COUNTED })
    const broken = person({ worker: workerWith({ DB: databaseFor(1) }) })
    const token = ada.tokens.access
    expectUnavailable(await broken.post('/api/v1/auth/change-password', change, { token }))
    const path = `/api/v1/auth/reset-password/${ada.id}`
    const again = person({ worker: workerWith({ DB: databaseFor(1) }) })
    expectUnavailable(await again.put(path, { password: 'eight wet words' }, { token }))
    expect(await dump({ without: COUNTED })).toBe(before)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('says so in the log, with the vendor’s words there and nowhere else', async () => {
    const ada = await registered()
    const broken = person({ worker: workerWith({ DB: failing().DB }) })
    const answer = await readMe(broken, ada.tokens.access)
    expectUnavailable(answer)
    expect(answer.text).not.toMatch(/D1|Network/)
    expect(logged()).toContainEqual(
      expect.objectContaining({
        event: 'request_refused',
        outcome: 'failure',
        reason: 'unavailable: store.queries.userBySession: D1_ERROR: Network connection lost.',
        request_id: answer.headers.get('X-Request-Id'),
      }),
    )
  })
})

describe('when every answer of D1 is lost', () => {
  const lost = (from = 1) =>
    person({ worker: workerWith({ DB: databaseLosingAnswers((trip) => trip >= from) }) })

  it('a refresh can be repeated with the same token, and nobody is signed out', async () => {
    const ada = await registered()
    expectUnavailable(await refresh(lost(), ada.tokens.refresh))
    const next = await refreshed(ada, ada.tokens.refresh)
    expect(next.refresh).toMatch(/\.1\./)
    expect(await alive(ada, next)).toEqual(LIVE)
  })

  it('a registration was made whole or not at all', async () => {
    const body = registration()
    expectUnavailable(await lost(2).post('/api/v1/auth/register', body)) // the first one admits it
    const users = await rows<{ id: string }>('select id from users where email = ?', body.email)
    expect(users).toHaveLength(1)
    expect(await rows('select id from sessions where user_id = ?', users[0]?.id)).toHaveLength(1)
    expect((await signIn(person(), { email: body.email, password: PASSWORD })).status).toBe(200)
  })

  it('a sign-out has ended the session', async () => {
    const ada = await registered()
    expectUnavailable(await lost().post('/api/v1/auth/logout', {}, { token: ada.tokens.access }))
    expect(await alive(ada, ada.tokens)).toEqual(DEAD)
  })
})

describe('when one answer of D1 is lost', () => {
  type Ask = (somebody: Person, account: Account) => Promise<Answer>

  /** The first statement of these counts, and what counts is never repeated: the caller comes again. */
  const COUNTS = true

  it.each<[string, number, Ask, boolean?]>([
    ['registering', 201, (somebody) => somebody.post('/api/v1/auth/register', registration()), COUNTS],
    ['signing in', 200, signIn, COUNTS],
    [
      'signing in with a wrong password',
      401,
      (somebody, { email }) => signIn(somebody, { email, password: 'x' }),
      COUNTS,
    ],
    ['refreshing', 200, (somebody, { tokens }) => refresh(somebody, tokens.refresh)],
    [
      'changing the password',
      200,
      (s, { tokens }) => s.post('/api/v1/auth/change-password', change, { token: tokens.access }),
      COUNTS,
    ],
    [
      'setting it',
      200,
      (s, { id, tokens }) =>
        s.put(`/api/v1/auth/reset-password/${id}`, { password: 'eight wet words' }, { token: tokens.access }),
    ],
    [
      'changing the profile',
      200,
      (s, { tokens }) => s.put('/api/v1/users/me', { bio: 'x' }, { token: tokens.access }),
    ],
    ['signing out', 200, (s, { tokens }) => s.post('/api/v1/auth/logout', {}, { token: tokens.access })],
  ])('%s succeeds, at once or when it is repeated', async (_, status, ask, counts) => {
    for (const lost of [1, 2, 3]) {
      const account = await registered()
      const worker = workerWith({ DB: databaseLosingAnswers((trip) => trip === lost) })
      const first = await ask(person({ worker }), account)
      if (counts && lost === 1) expectUnavailable(first)
      const answer = counts && lost === 1 ? await ask(person({ worker }), account) : first
      expect(answer.status, `answer ${lost}: ${answer.text}`).toBe(status)
      if (answer.body['refresh_token']) expect(await alive(person(), tokensIn(answer))).toEqual(LIVE)
      const [failures] = await rows<{ failures: number }>(
        'select failures from password_failures where subject = ?',
        account.id,
      )
      expect(failures?.failures ?? 0, `answer ${lost}`).toBeLessThanOrEqual(status === 401 ? 2 : 0)
    }
  })
})

describe('when KV is lost or stale', () => {
  it('every route of accounts works, because D1 decides', async () => {
    const worker = workerWith({ KV: failing().KV })
    const ada = await registered({ worker })
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
    const other = tokensIn(await signIn(ada, ada))
    expect((await ada.post('/api/v1/auth/logout', {}, { token: other.access })).status).toBe(200)
    expect(await alive(ada, other)).toEqual(DEAD)
    expect(logged()).toContainEqual(
      expect.objectContaining({ event: 'deferred_work_failed', outcome: 'failure' }),
    )
  })

  it('a session that has ended stays ended when KV is stale', async () => {
    const { KV } = boundTo(async ({ what }, act) => (what.startsWith('get ') ? null : act()))
    const ada = await registered({ worker: workerWith({ KV }) })
    await ada.post('/api/v1/auth/logout', {}, { token: ada.tokens.access })
    expect(await alive(ada, ada.tokens)).toEqual(DEAD)
    const token = ada.tokens.access
    expect((await ada.post('/api/v1/auth/change-password', change, { token })).status).toBe(401)
  })
})

describe('when D1 never answers', () => {
  it('the caller gets a 503 after six seconds', async () => {
    const ada = await registered()
    const { DB } = boundTo(() => new Promise(() => undefined))
    const somebody = person({ worker: workerWith({ DB }) })
    await somebody.get('/') // opens what lives as long as the isolate
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const asked = readMe(somebody, ada.tokens.access)
    let answered = false
    void asked.then(() => (answered = true))
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { interval: 1, timeout: 100_000 })
    await vi.advanceTimersByTimeAsync(5_900)
    expect(answered).toBe(false)
    await vi.advanceTimersByTimeAsync(100)
    vi.useRealTimers()
    expectUnavailable(await asked)
  })
})
