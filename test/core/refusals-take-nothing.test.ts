import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, registered, registration } from '../support/account.ts'
import { counted, setCount } from '../support/budgets.ts'
import { dump, keyValueDump, rows } from '../support/database.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { resend } from '../support/resend.ts'
import { workerWith } from '../support/worker.ts'
import { ANONYMOUS, behindEdge, MAIL_ROUTES, REGISTRATION_MAIL, REGISTRATIONS } from './mail-routes.ts'

/** Somebody with a browser of their own, in networks of three sizes of a known operator. */
function client() {
  const { fetch } = behindEdge(64_500)
  const inNetwork = (request: Request) => {
    request.headers.set('CF-Connecting-IP', '2001:db8:1:2::1')
    return fetch(request)
  }
  return person({ worker: { fetch: inNetwork } })
}

/** Everything that a refused request could take or leave behind. A budget that was given back whole is as good as none. */
async function everything() {
  await rows(`delete from budgets where counts = '{}'`)
  return (await dump()) + (await keyValueDump())
}

type Asked = {
  route: string
  prepare?: (by: Person) => Promise<void>
  ask: (by: Person, ada: Account) => Promise<Answer>
}
const EVERY_ROUTE: Asked[] = [...MAIL_ROUTES, REGISTRATION_MAIL, ...REGISTRATIONS]

let ada: Account
beforeEach(async () => {
  ada = await registered({ roaming: true })
})

/** A client that is ready for its request, and what has been counted before. */
async function ready({ prepare }: Asked) {
  const by = client()
  await rows('delete from budgets')
  await prepare?.(by)
  return by
}

describe.each(EVERY_ROUTE)('$route', (asked) => {
  it('takes nothing, and leaves nothing behind, when one of the budgets it takes from is spent', async () => {
    const first = await ready(asked)
    await rows('delete from budgets')
    const answer = await asked.ask(first, ada)
    expect(answer.status, answer.text).toBeLessThan(300)
    const taken = await counted()
    expect(taken.length).toBeGreaterThan(1)
    for (const { owner, name } of taken) {
      const by = await ready(asked)
      await rows('delete from budgets')
      await rows('delete from mail_buckets')
      await setCount(owner, name, 1_000_000)
      const before = await everything()
      const refused = await asked.ask(by, ada)
      const budget = `${owner}: ${name}`
      expect([budget, refused.status, refused.headers.get('Retry-After')]).toEqual([budget, 429, '60'])
      expect(await everything(), budget).toBe(before)
    }
  })
})

it('a registration in a session that has ended takes nothing, and leaves nothing behind', async () => {
  await rows('update sessions set revoked_at = 1')
  const before = await everything()
  const refused = await client().post('/api/v1/auth/register', registration(), { token: ada.tokens.access })
  expect([refused.status, refused.headers.get('Postern-Failure')]).toEqual([401, 'token_refused'])
  expect(await everything()).toBe(before)
})

describe.each(ANONYMOUS)('$route', ({ ask }) => {
  it('takes nothing, and leaves nothing behind, when the bucket of the address is full', async () => {
    expect((await ask(client(), ada)).status).toBeLessThan(300)
    await rows('update mail_buckets set level = 3')
    const before = await everything()
    const refused = await ask(client(), ada)
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '2700'])
    expect(await everything()).toBe(before)
  })

  it('takes nothing from anybody when a human has to be shown first', async () => {
    resend()
    const by = person({ worker: workerWith({ TURNSTILE_SECRET: 'a secret of the tests' }) })
    await rows('delete from budgets')
    await setCount('mail/anonymous', 'all', 50)
    const before = await everything()
    const refused = await ask(by, ada)
    expect([refused.status, refused.headers.get('Postern-Failure')]).toEqual([403, 'human_check_required'])
    expect(await everything()).toBe(before)
  })
})
