import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered, registration, signedIn } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { person } from '../support/person.ts'
import { isSafe, nameOf, pathFor, ROUTES } from '../support/routes.ts'
import { workerWith } from '../support/worker.ts'
import { counting } from '../support/wrapped.ts'

const { counts, reset, ...wrapped } = counting()
const somebody = () => person({ worker: workerWith(wrapped) })

let ada: Account
beforeEach(async () => {
  ada = await registered()
})

/** What one request costs, work after the answer included. */
async function costOf(status: number, method: string, path: string, body?: unknown, token?: string) {
  reset()
  const answer = await somebody().ask(method, path, body, { token })
  expect(answer.status, answer.text).toBe(status)
  expect(counts.audit, 'one event a request').toBeLessThanOrEqual(1)
  return { d1: counts.d1, kv: counts.kv }
}

const change = {
  current_password: PASSWORD,
  new_password: 'eight wet words',
  confirm_password: 'eight wet words',
}

describe('round trips to D1 and operations on KV', () => {
  it('are this many for each route of account-v1', async () => {
    const { access: token, refresh: refresh_token } = ada.tokens
    const auth = '/api/v1/auth'
    const other = await registered()
    const table = {
      'GET users/me': await costOf(200, 'GET', '/api/v1/users/me', undefined, token),
      'PUT users/me': await costOf(200, 'PUT', '/api/v1/users/me', { bio: 'x' }, token),
      'GET users/{id}, own': await costOf(200, 'GET', `/api/v1/users/${ada.id}`, undefined, token),
      'GET users/{id}, other': await costOf(200, 'GET', `/api/v1/users/${other.id}`, undefined, token),
      'GET users/{id}, nobody': await costOf(404, 'GET', '/api/v1/users/nobody', undefined, token),
      'POST register': await costOf(201, 'POST', `${auth}/register`, registration()),
      'POST register, taken': await costOf(
        409,
        'POST',
        `${auth}/register`,
        registration({ email: ada.email }),
      ),
      'POST login': await costOf(200, 'POST', `${auth}/login`, { email: ada.email, password: PASSWORD }),
      'POST login, wrong': await costOf(401, 'POST', `${auth}/login`, { email: ada.email, password: 'x' }),
      'POST login, unknown': await costOf(401, 'POST', `${auth}/login`, {
        email: freshEmail(),
        password: 'x',
      }),
      'POST refresh': await costOf(200, 'POST', `${auth}/refresh`, { refresh_token }),
      'POST refresh, again': await costOf(200, 'POST', `${auth}/refresh`, { refresh_token }),
      'POST refresh, junk': await costOf(401, 'POST', `${auth}/refresh`, { refresh_token: 'junk' }),
      'PUT reset-password': await costOf(
        200,
        'PUT',
        `${auth}/reset-password/${ada.id}`,
        { password: PASSWORD },
        token,
      ),
      'POST change-password': await costOf(200, 'POST', `${auth}/change-password`, change, token),
      'POST logout': await costOf(200, 'POST', `${auth}/logout`, {}, other.tokens.access),
      'no token': await costOf(401, 'GET', '/api/v1/users/me'),
      'a bad token': await costOf(401, 'GET', '/api/v1/users/me', undefined, 'junk'),
      'a bad body': await costOf(422, 'POST', `${auth}/login`, {}),
    }
    const [one, two, none] = [
      { d1: 1, kv: 0 },
      { d1: 2, kv: 0 },
      { d1: 0, kv: 0 },
    ]
    expect(table).toEqual({
      'GET users/me': one,
      'PUT users/me': one,
      'GET users/{id}, own': one,
      'GET users/{id}, other': one,
      'GET users/{id}, nobody': one,
      // After the answer: the mail, in the mailbox of development.
      'POST register': { d1: 2, kv: 1 },
      'POST register, taken': two,
      'POST login': two,
      'POST login, wrong': one,
      'POST login, unknown': one,
      'POST refresh': one,
      'POST refresh, again': two,
      'POST refresh, junk': none,
      // After the answer: the notice, and the list of ended sessions, an entry each.
      'PUT reset-password': { d1: 2, kv: 2 },
      'POST change-password': { d1: 2, kv: 2 },
      'POST logout': { d1: 1, kv: 1 },
      'no token': none,
      'a bad token': none,
      'a bad body': none,
    })
  })

  it('are the same for a known and an unknown address (R055)', async () => {
    const path = '/api/v1/auth/login'
    for (let turn = 0; turn < 7; turn += 1) {
      const status = turn < 5 ? 401 : 429
      const known = await costOf(status, 'POST', path, { email: ada.email, password: 'wrong' })
      const unknown = await costOf(status, 'POST', path, { email: 'nobody@example.org', password: 'wrong' })
      expect(unknown).toEqual(known)
      expect(known.d1).toBe(1)
    }
  })

  it('are one more when a session is ended for reuse, and never more than two', async () => {
    const next = await ada.post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    expect(next.status).toBe(200)
    await rows('update sessions set rotated_at = 0')
    const cost = await costOf(401, 'POST', '/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    expect(cost).toEqual({ d1: 2, kv: 2 })
  })

  it('of a sign-in that ends the oldest session are two all the same', async () => {
    for (let turn = 0; turn < 19; turn += 1) await signedIn(person(), ada)
    const credentials = { email: ada.email, password: PASSWORD }
    expect(await costOf(200, 'POST', '/api/v1/auth/login', credentials)).toEqual({ d1: 2, kv: 1 })
  })

  it.each(ROUTES.map((route) => [nameOf(route), route] as const))(
    'of D1 are at most two for %s, whatever it makes of the request',
    async (_, route) => {
      const body = {
        email: ada.email,
        account: ada.email,
        password: PASSWORD,
        pwd: PASSWORD,
        refresh_token: ada.tokens.refresh,
        code: '123456',
        ...change,
      }
      reset()
      const asked = pathFor(route.path, ada)
      const options = { token: ada.tokens.access }
      const answer = await somebody().ask(route.method, asked, isSafe(route) ? undefined : body, options)
      expect(answer.status, answer.text).toBeLessThan(500)
      expect(counts.d1).toBeLessThanOrEqual(2)
    },
  )
})
