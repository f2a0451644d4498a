import { clientOf } from './client.ts'
import {
  accessTokenOf,
  AUTH_SECRET,
  ISSUER,
  PASSWORD,
  refreshTokenOf,
  storedPassword,
} from './credentials.ts'
import { emailOf } from './ids.ts'
import type { Mails } from './mails.ts'
import { FEW, MANY, type Operation, post, times, wander } from './operation.ts'
import { startRuntime, type WorkerOptions } from './runtime.ts'
import { seedPasskeys } from './passkeys.ts'
import type { Company } from './workers.ts'
import { migrate, seedSessions, seedUsers } from './seed.ts'

const [V1, API] = ['/auth/v1', '/api/v1']
/** Each second step of a sign-in needs a first one, which is made before the measurement. */
const SIGN_INS = 150

type Options = Company & { users: number; iterations: number; mails: Mails }

/** Starts Postern with that many users in its database. Returns its operations. */
export async function startPostern({ main, beside, users, iterations, mails }: Options) {
  const settings = {
    AUTH_SECRET,
    // The carrier of the bench speaks plain HTTP, which production refuses. Limits are off in development,
    // but the same statements run.
    ENVIRONMENT: 'development',
    APP_URL: ISSUER,
    RESEND_API_KEY: 're_bench',
    RESEND_BASE_URL: mails.url,
    EMAIL_FROM: 'Postern <post@example.com>',
    PASSWORD_ITERATIONS: String(iterations),
  }
  const env = {
    DB: { type: 'd1', id: 'db' },
    KV: { type: 'kv', id: 'kv' },
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, { type: 'text', value }])),
  }
  const runtime = await startRuntime([{ ...main, env } as WorkerOptions, ...beside])
  await migrate(runtime.d1)
  await seedUsers(runtime.d1, users, { password: await storedPassword(iterations) })

  const passkeyOf = await seedPasskeys(runtime.d1, users)

  const hashing = iterations > 100_000 ? FEW : SIGN_INS
  const anyUser = wander(users)
  const bearer = async (session: number) => ({
    Authorization: `Bearer ${await accessTokenOf(session, { users })}`,
  })
  const bearers = (count: number) => Promise.all(times(count, () => bearer(anyUser())))
  const startSignIn = () =>
    post(`${V1}/request/refreshToken/code/`, { account: emailOf(anyUser()), pwd: PASSWORD })

  let sessions = users
  /** Makes sessions that nobody has used yet. */
  async function freshSessions(count: number): Promise<number[]> {
    const from = sessions
    sessions += count
    await seedSessions(runtime.d1, { from, count, users })
    return times(count, (index) => from + index)
  }

  const operation = (
    name: string,
    expected: { status: number; requests: number; worker?: string },
    prepare: Operation['prepare'],
  ): Operation => ({ name, of: 'Postern', runtime, worker: 'postern', ...expected, prepare })

  return {
    runtime,
    register: operation('register', { status: 201, requests: hashing }, async (count) =>
      times(count, () =>
        post(`${API}/auth/register`, {
          email: `${crypto.randomUUID()}@example.org`,
          password: PASSWORD,
          confirm_password: PASSWORD,
          first_name: 'Ada',
          last_name: 'Lovelace',
        }),
      ),
    ),
    signIn: operation('sign in', { status: 200, requests: hashing }, async (count) =>
      times(count, () => post(`${API}/auth/login`, { email: emailOf(anyUser()), password: PASSWORD })),
    ),
    signInByPasskey: operation(
      'sign in with a passkey',
      { status: 200, requests: SIGN_INS },
      async (count) => {
        const client = clientOf(runtime.ports['postern'] as number, 1)
        const asks = []
        for (const n of times(count, anyUser)) {
          const { text } = await client.ask(post(`${API}/auth/passkey/options`, {}))
          const credential = await passkeyOf(n, JSON.parse(text) as { challenge: string })
          asks.push(post(`${API}/auth/passkey`, { credential }))
        }
        client.close()
        return asks
      },
    ),
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
    step1: operation('auth-v1 step 1', { status: 200, requests: hashing }, async (count) =>
      times(count, startSignIn),
    ),
    step2: operation('auth-v1 step 2', { status: 200, requests: SIGN_INS }, async (count) => {
      const client = clientOf(runtime.ports['postern'] as number, 1)
      const asks = []
      for (const started of times(count, startSignIn)) {
        const { cookies } = await client.ask(started)
        const [cookie = ''] = cookies[0]?.split(';') ?? []
        const code = mails.takeCode((started.body as { account: string }).account)
        asks.push(post(`${V1}/request/refreshToken/`, { code }, { Cookie: cookie }))
      }
      client.close()
      return asks
    }),
  }
}
