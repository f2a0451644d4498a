import { accessTokenOf, refreshTokenOf } from '../../credentials.ts'
import { MANY, post, times } from '../../operation.ts'
import type { Service } from '../../postern.ts'

const API = '/api/v1'

/** What is done with a session. */
export function sessionOperations({ users, anyUser, freshSessions, operation }: Service) {
  const bearer = async (session: number) => ({
    Authorization: `Bearer ${await accessTokenOf(session, { users })}`,
  })
  const bearers = (count: number) => Promise.all(times(count, () => bearer(anyUser())))

  return {
    refresh: operation('refresh', { status: 200, requests: MANY }, async (count) => {
      const tokens = await Promise.all((await freshSessions(count)).map(refreshTokenOf))
      return tokens.map((token) => post(`${API}/auth/refresh`, { refresh_token: token }))
    }),
    ownProfile: operation('read own profile', { status: 200, requests: MANY }, async (count) =>
      (await bearers(count)).map((headers) => ({ path: `${API}/users/me`, headers })),
    ),
    verify: operation('verify a token', { status: 200, requests: MANY, worker: 'caller' }, async (count) =>
      (await bearers(count)).map((headers) => ({ path: '/', headers })),
    ),
    signOut: operation('sign out', { status: 200, requests: MANY }, async (count) => {
      const owners = await Promise.all((await freshSessions(count)).map(bearer))
      return owners.map((headers) => post(`${API}/auth/logout`, {}, headers))
    }),
  }
}
