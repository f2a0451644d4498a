import { createHmac } from 'node:crypto'
import { clientOf } from './client.ts'
import { PASSWORD } from './credentials.ts'
import { emailOf, sqlEmail, sqlId } from './ids.ts'
import { FEW, MANY, type Operation, post, times, wander } from './operation.ts'
import { startRuntime, type WorkerOptions } from './runtime.ts'
import { insert } from './seed.ts'

const SECRET = 'a secret of the bench for Better Auth'
const URL = 'https://auth.example.com'

/** Starts Better Auth with that many users in its database. Returns the operations that Postern has too. */
export async function startBetterAuth({ worker, users }: { worker: WorkerOptions; users: number }) {
  const env = {
    DB: { type: 'd1', id: 'db' },
    BETTER_AUTH_SECRET: { type: 'text', value: SECRET },
    BETTER_AUTH_URL: { type: 'text', value: URL },
  }
  const runtime = await startRuntime([{ ...worker, env } as WorkerOptions])
  const { d1 } = runtime
  const signUp = (email: string) =>
    post('/api/auth/sign-up/email', { name: 'Ada Lovelace', email, password: PASSWORD }, { Origin: URL })

  const client = clientOf(runtime.ports['better-auth'] as number, 1)
  await client.ask({ path: '/migrate' })
  await client.ask(signUp('first@example.com'))
  client.close()
  const at = new Date().toISOString()
  await insert(d1, { from: 0, count: users }, [
    `insert into user (id, name, email, emailVerified, createdAt, updatedAt)
     select ${sqlId('n')}, 'Ada Lovelace', ${sqlEmail('n')}, 1, '${at}', '${at}' from numbers`,
    // All users have the password of the first one.
    `insert into account (id, accountId, providerId, userId, password, createdAt, updatedAt)
     select ${sqlId('n')}, ${sqlId('n')}, 'credential', ${sqlId('n')}, (select password from account limit 1), '${at}', '${at}' from numbers`,
  ])

  let sessions = 0
  /** Makes sessions that nobody has used yet. Returns their cookies. */
  async function freshCookies(count: number): Promise<{ Cookie: string; Origin: string }[]> {
    const from = sessions
    sessions += count
    const end = new Date(Date.now() + 7 * 86_400_000).toISOString()
    await insert(d1, { from, count }, [
      `insert into session (id, token, userId, expiresAt, createdAt, updatedAt)
       select ${sqlId('n')}, 'token' || n, ${sqlId(`(n % ${users})`)}, '${end}', '${at}', '${at}' from numbers`,
    ])
    return times(count, (index) => ({ Cookie: cookieOf(`token${from + index}`), Origin: URL }))
  }
  const anyUser = wander(users)

  const operation = (name: string, requests: number, prepare: Operation['prepare']): Operation => ({
    name,
    of: 'Better Auth',
    runtime,
    worker: 'better-auth',
    status: 200,
    requests,
    prepare,
  })

  return {
    runtime,
    register: operation('register', FEW, async (count) =>
      times(count, () => signUp(`${crypto.randomUUID()}@example.org`)),
    ),
    signIn: operation('sign in', FEW, async (count) =>
      times(count, () =>
        post('/api/auth/sign-in/email', { email: emailOf(anyUser()), password: PASSWORD }, { Origin: URL }),
      ),
    ),
    ownProfile: operation('read own profile', MANY, async (count) =>
      (await freshCookies(count)).map((headers) => ({ path: '/api/auth/get-session', headers })),
    ),
    signOut: operation('sign out', MANY, async (count) =>
      (await freshCookies(count)).map((cookies) => post('/api/auth/sign-out', {}, cookies)),
    ),
  }
}

/** The cookie as Better Auth signs it. */
function cookieOf(token: string): string {
  const signature = createHmac('sha256', SECRET).update(token).digest('base64')
  return `__Secure-better-auth.session_token=${encodeURIComponent(`${token}.${signature}`)}`
}
