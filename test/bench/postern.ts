import { AUTH_SECRET, ISSUER, storedPassword } from './credentials.ts'
import { seedApps, seedPasskeys } from './factors.ts'
import type { Mails } from './mails.ts'
import { FEW, type Operation, SOME, times, wander } from './operation.ts'
import { appOperations } from './operations/postern/app.ts'
import { entryOperations } from './operations/postern/entry.ts'
import { factorOperations } from './operations/postern/factors.ts'
import { mailOperations } from './operations/postern/mail.ts'
import { seedApp } from './operations/postern/registered-app.ts'
import { sessionOperations } from './operations/postern/sessions.ts'
import { startRuntime, type WorkerOptions } from './runtime.ts'
import { migrate, seedSessions, seedUsers } from './seed.ts'
import type { Company } from './workers.ts'

/** Further accounts, with a second step. One passes it once in 30 seconds: a code of an app is spent by its use. */
const GUARDED = 1_000

type Options = Company & { users: number; iterations: number; mails: Mails }

/** What the operations are made of. */
export type Service = Awaited<ReturnType<typeof startService>>

/** Starts Postern with that many users in its database. Returns its operations. */
export async function startPostern(options: Options) {
  const service = await startService(options)
  return {
    runtime: service.runtime,
    ...entryOperations(service),
    ...factorOperations(service),
    ...mailOperations(service),
    ...sessionOperations(service),
    ...appOperations(service),
  }
}

async function startService({ main, beside, users, iterations, mails }: Options) {
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
    ...main.env,
    DB: { type: 'd1', id: 'db' },
    KV: { type: 'kv', id: 'kv' },
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, { type: 'text', value }])),
  }
  const runtime = await startRuntime([{ ...main, env } as WorkerOptions, ...beside])
  const { d1 } = runtime
  await migrate(d1)
  await seedUsers(d1, users + GUARDED, { password: await storedPassword(iterations) })
  await seedSessions(d1, { from: 0, count: users, users })
  await seedApp(d1)

  let sessions = users
  return {
    runtime,
    users,
    mails,
    /** Of an operation that hashes a password. */
    hashing: iterations > 100_000 ? FEW : SOME,
    device: await seedPasskeys(d1, users),
    codeOfApp: await seedApps(d1, { from: users, count: GUARDED }),
    anyUser: wander(users),
    /** One whose second step is on. */
    anyGuarded: wander(GUARDED, { from: users }),

    /** Makes sessions that nobody has used yet. */
    freshSessions: async (count: number): Promise<number[]> => {
      const from = sessions
      sessions += count
      await seedSessions(d1, { from, count, users })
      return times(count, (index) => from + index)
    },

    operation: (
      name: string,
      expected: { status: number; requests: number; worker?: string },
      prepare: Operation['prepare'],
    ): Operation => ({ name, of: 'Postern', runtime, worker: 'postern', ...expected, prepare }),
  }
}
