import { createScheduledController } from 'cloudflare:test'
import { expect, it } from 'vitest'
import index from '../../src/index.ts'
import { type Account, registered, signedIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { keyNames } from '../support/database.ts'
import { events } from '../support/log.ts'
import { person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo, failing } from '../support/wrapped.ts'

const MINUTE = 60_000

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
  expect(await announced()).toEqual([`revoked:${tokens.refresh.split('.')[0]}`])
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
