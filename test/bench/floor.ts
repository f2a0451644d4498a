import { accessTokenOf, publicJwk } from './credentials.ts'
import { idOf } from './ids.ts'
import { MANY, type Operation, times } from './operation.ts'
import { startRuntime, type WorkerOptions } from './runtime.ts'
import type { Company } from './workers.ts'
import { migrate, seedSessions, seedUsers } from './seed.ts'

/** Starts a bare Hono Worker on the same tables. It does only what no auth service can leave out. */
export async function startFloor({ main, beside, users }: Company & { users: number }) {
  const env = {
    DB: { type: 'd1', id: 'db' },
    KV: { type: 'kv', id: 'kv' },
    PUBLIC_JWK: { type: 'json', value: await publicJwk() },
  }
  const runtime = await startRuntime([{ ...main, env } as WorkerOptions, ...beside])
  await migrate(runtime.d1)
  await seedUsers(runtime.d1, users, { password: 'none' })
  await seedSessions(runtime.d1, { from: 0, count: users, users })
  const headers = { Authorization: `Bearer ${await accessTokenOf(0, { users })}` }

  const operation = (
    name: string,
    path: (index: number) => string,
    { worker = 'floor', method = 'GET' } = {},
  ): Operation => {
    const prepare: Operation['prepare'] = async (count) =>
      times(count, (index) => ({ path: path(index), method, headers }))
    return { name, of: 'floor', runtime, worker, status: 200, requests: MANY, prepare }
  }
  const row = (index: number) => `/d1/${idOf(index % users)}`

  return {
    runtime,
    nothing: operation('nothing', () => '/nothing'),
    kvRead: operation('one KV read', () => '/kv'),
    d1Read: operation('one D1 read', row),
    d1Write: operation('one D1 write', row, { method: 'PUT' }),
    verify: operation('verify ES256', () => '/verify'),
    verifyKv: operation('verify ES256, one KV read', () => '/verify-kv'),
    verifyKvBound: operation('verify ES256, one KV read, by binding', () => '/', { worker: 'caller' }),
    deriveLeast: operation('one call of deriveBits, 10 000', () => '/derive/10000'),
  }
}
