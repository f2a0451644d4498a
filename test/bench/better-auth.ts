import { factorOperations } from './operations/better-auth/factors.ts'
import { mailOperations } from './operations/better-auth/mail.ts'
import { ORIGIN, postTo, SECRET } from './operations/better-auth/requests.ts'
import { sessionOperations } from './operations/better-auth/sessions.ts'
import { clientOf } from './client.ts'
import { PASSWORD } from './credentials.ts'
import { emailOf, sqlEmail, sqlId } from './ids.ts'
import type { Mails } from './mails.ts'
import { FEW, type Operation, times, wander } from './operation.ts'
import { startRuntime, type WorkerOptions } from './runtime.ts'
import { insert } from './seed.ts'

/** Further accounts, with a second step. */
const GUARDED = 1_000

type Options = { worker: WorkerOptions; users: number; mails: Mails }

/** What the operations are made of. */
export type BetterAuth = Awaited<ReturnType<typeof startService>>

/** Starts Better Auth with that many users in its database. Returns the operations that Postern has too. */
export async function startBetterAuth(options: Options) {
  const service = await startService(options)
  const { anyUser, operation } = service
  return {
    runtime: service.runtime,
    register: operation('register', FEW, async (count) =>
      times(count, () => signUp(`${crypto.randomUUID()}@example.org`)),
    ),
    signIn: operation('sign in', FEW, async (count) =>
      times(count, () => postTo('/sign-in/email', { email: emailOf(anyUser()), password: PASSWORD })),
    ),
    ...(await factorOperations(service)),
    ...mailOperations(service),
    ...sessionOperations(service),
  }
}

async function startService({ worker, users, mails }: Options) {
  const env = {
    ...worker.env,
    DB: { type: 'd1', id: 'db' },
    BETTER_AUTH_SECRET: { type: 'text', value: SECRET },
    BETTER_AUTH_URL: { type: 'text', value: ORIGIN },
    RESEND_BASE_URL: { type: 'text', value: mails.url },
  }
  const runtime = await startRuntime([{ ...worker, env } as WorkerOptions])
  const client = clientOf(runtime.ports['better-auth'] as number, 1)
  await client.ask({ path: '/migrate' })
  const { cookies } = await client.ask(signUp('first@example.com'))
  client.close()
  await seedUsers(runtime.d1, users + GUARDED)

  let verifications = 0
  return {
    runtime,
    users,
    guarded: { from: users, count: GUARDED },
    /** Of the first user, who has signed up. */
    firstCookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '),
    anyUser: wander(users),

    operation: (name: string, requests: number, prepare: Operation['prepare']): Operation => ({
      name,
      of: 'Better Auth',
      runtime,
      worker: 'better-auth',
      status: 200,
      requests,
      prepare,
    }),

    /** Enters what Better Auth keeps about something that was begun. Its identifiers are new unless they are given. */
    begin: async (values: { identifier?: string; value: string }[]): Promise<string[]> => {
      const now = new Date()
      const end = new Date(now.getTime() + 600_000).toISOString()
      const add = runtime.d1.prepare(
        `insert into verification (id, identifier, value, expiresAt, createdAt, updatedAt) values (?1, ?2, ?3, ?4, ?5, ?5)`,
      )
      const rows = values.map(({ identifier, value }) => {
        verifications += 1
        return { identifier: identifier ?? `begun-${verifications}`, value }
      })
      await runtime.d1.batch(
        rows.map(({ identifier, value }) =>
          add.bind(crypto.randomUUID(), identifier, value, end, now.toISOString()),
        ),
      )
      return rows.map(({ identifier }) => identifier)
    },
  }
}

/** All users have the password of the one who has signed up. */
async function seedUsers(d1: D1Database, count: number): Promise<void> {
  const at = new Date().toISOString()
  await insert(d1, { from: 0, count }, [
    `insert into user (id, name, email, emailVerified, createdAt, updatedAt)
     select ${sqlId('n')}, 'Ada Lovelace', ${sqlEmail('n')}, 1, '${at}', '${at}' from numbers`,
    `insert into account (id, accountId, providerId, userId, password, createdAt, updatedAt)
     select ${sqlId('n')}, ${sqlId('n')}, 'credential', ${sqlId('n')}, (select password from account limit 1), '${at}', '${at}' from numbers`,
  ])
}

const signUp = (email: string) =>
  postTo('/sign-up/email', { name: 'Ada Lovelace', email, password: PASSWORD })
