import { createScheduledController } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { deleteUser, endSessions } from '../../src/core/administration/change-users.ts'
import index from '../../src/index.ts'
import { type Account, registered, signedIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { keyNames, rows } from '../support/database.ts'
import { events } from '../support/log.ts'
import { operator } from '../support/operator.ts'
import { person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo, failing } from '../support/wrapped.ts'

const MINUTE = 60_000
const DAY = 86_400_000

const sidOf = (refresh: string) => refresh.split('.')[0]

const announced = async () => (await keyNames()).filter((name) => name.startsWith('revoked:'))
const cron = (changes: Partial<typeof bindings> = {}) =>
  index.scheduled(createScheduledController(), { ...bindings, ...changes }, {
    waitUntil: () => undefined,
  } as never)

/** Somebody who signs out while KV is down. */
async function signedOut(): Promise<Account> {
  const ada = await registered()
  const by = person({ worker: workerWith({ KV: failing().KV }) })
  const answer = await by.post('/api/v1/auth/logout', {}, { token: ada.tokens.access })
  expect(answer.status).toBe(200)
  expect(await announced()).toEqual([])
  return ada
}

it('an end that KV has refused is announced again by the cron, until it is there', async () => {
  const { tokens } = await signedOut()
  await cron({ KV: failing().KV })
  expect(await announced()).toEqual([])
  expect(events()).toContain('job_failed')
  await cron()
  expect(await announced()).toEqual([`revoked:${sidOf(tokens.refresh)}`])
  expect(events()).toContain('expired_rows_deleted') // the other job runs too
})

it('what is there is not written again', async () => {
  await signedOut()
  await cron()
  const writes: string[] = []
  const { KV } = boundTo(({ what }, act) => {
    writes.push(what)
    return act()
  })
  await cron({ KV })
  expect(writes).not.toContain('put revoked')
})

it('an end is announced no longer than its access tokens can live', async () => {
  await signedOut()
  pass(31 * MINUTE)
  await cron()
  expect(await announced()).toEqual([])
})

it('a session that goes on is not announced', async () => {
  const ada = await registered()
  await signedIn(ada, ada)
  await cron()
  expect(await announced()).toEqual([])
})

/** Copies of a session of which no access token can live: expired, idle for too long, not used for two days. */
async function copyLongOver(sid: string | undefined) {
  for (const [column, value] of [
    ['expires_at', Date.now()],
    ['idle_expires_at', Date.now()],
    ['rotated_at', Date.now() - 2 * DAY],
  ] as const) {
    await rows(
      `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, idle_expires_at, expires_at)
      with recursive n (n) as (select 10 union all select n + 1 from n where n < 29)
      select ? || n, user_id, 0, rotated_at, 0, auth_time, created_at, idle_expires_at, expires_at
      from sessions, n where id = ?`,
      column,
      sid,
    )
    await rows(`update sessions set ${column} = ? where id glob ?`, value, `${column}*`)
  }
}

it.each([
  ['ended by an operator', endSessions],
  ['erased with their account', deleteUser],
])('sessions %s are announced only where an access token may live', async (_, act) => {
  const ada = await registered()
  const { refresh } = await signedIn(ada, ada)
  await copyLongOver(sidOf(refresh))
  // An access token can live for a day, and a page may have got one of five minutes with it.
  const rotatedAt = Date.now() - DAY - 5 * MINUTE
  await rows('update sessions set rotated_at = ? where id = ?', rotatedAt, sidOf(refresh))
  const mayLive = [ada.tokens.refresh, refresh].map((token) => `revoked:${sidOf(token)}`).toSorted()
  expect((await operator((deps) => act(deps, ada.id)))?.ended).toHaveLength(2)
  expect(await announced()).toEqual(mayLive)
  for (const name of mayLive) await bindings.KV.delete(name)
  await cron()
  expect(await announced()).toEqual(mayLive)
})
