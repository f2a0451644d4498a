import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, registered, signIn } from '../support/account.ts'
import { counted } from '../support/budgets.ts'
import { rows } from '../support/database.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { type Mailbox, resend, RESEND_SETTINGS, taken as isTaken } from '../support/resend.ts'
import { deferredWork, type Worker, workerWith } from '../support/worker.ts'
import { boundTo } from '../support/wrapped.ts'
import { AFTER_PASSWORD, ANONYMOUS, at, IN_SESSION, MAIL_ROUTES, REGISTRATION_MAIL } from './mail-routes.ts'

/** Everything that mails are taken from, as far as something is taken. */
async function taken() {
  await deferredWork()
  return {
    budgets: (await counted()).filter(({ count }) => count > 0),
    buckets: await rows('select key, level, unredeemed from mail_buckets where level > 0 or unredeemed > 0'),
  }
}

type Asked = {
  route: string
  prepare?: (by: Person) => Promise<void>
  ask: (by: Person, ada: Account) => Promise<Answer>
}

let ada: Account
beforeEach(async () => {
  ada = await registered({ roaming: true })
})

describe('when mails cannot be handed over', () => {
  let mailbox: Mailbox
  let worker: Worker
  beforeEach(() => {
    mailbox = resend()
    worker = workerWith(RESEND_SETTINGS)
  })
  const failing = (statusCode: number, headers = {}) =>
    Response.json({ statusCode, name: 'application_error', message: 'no' }, { status: statusCode, headers })
  /** It may go better in a minute. */
  const outage = () => failing(429, { 'Retry-After': '60' })
  const refusal = () => failing(422)

  async function asked({ prepare, ask }: Asked, trouble: () => Response) {
    const by = person({ worker })
    await prepare?.(by)
    const before = await taken()
    mailbox.answers(trouble)
    const answer = await ask(by, ada)
    return { answer, before }
  }

  const OF_OWNERS: Asked[] = [AFTER_PASSWORD, IN_SESSION, REGISTRATION_MAIL]

  it.each(OF_OWNERS)('for a moment, $route takes nothing', async (route) => {
    const { answer, before } = await asked(route, outage)
    expect(answer.status, answer.text).toBe(503)
    expect(await taken()).toEqual(before)
  })

  it.each(OF_OWNERS)('for good, $route is counted', async (route) => {
    const { answer, before } = await asked(route, refusal)
    expect(answer.headers.get('Postern-Failure')).toMatch(/^invalid_input; .*rule=unreachable/)
    expect(await taken()).not.toEqual(before)
  })

  it.each(ANONYMOUS)('$route is counted: what is given back would tell who has an account', async (route) => {
    const { before } = await asked(route, outage)
    const { budgets, buckets } = await taken()
    expect(budgets.length).toBeGreaterThan(before.budgets.length)
    expect(buckets.length).toBe(before.buckets.length + 1)
  })

  it('the mail of a registration that came before stays good', async () => {
    const eve = await registered({ worker, roaming: true, confirmed: false })
    const token = mailbox.linkTo(eve.email, 'verify-email')
    mailbox.answers(outage)
    const session = { token: eve.tokens.access }
    expect((await eve.post('/api/v1/users/me/verify/mail', undefined, session)).status).toBe(503)
    mailbox.answers(isTaken)
    const opened = await eve.post('/verify-email', { token }, session)
    expect(opened.status, opened.text).toBe(200)
  })
})

describe('when KV does not take the payload of a code', () => {
  const WITH_CODES = MAIL_ROUTES.filter(
    ({ route }) => !/\/password\/email|^POST \/reset-password/.test(route),
  )
  const failing = () =>
    workerWith(
      boundTo(async ({ what }, act) => {
        if (what === 'put code') throw new Error('KV PUT failed: 503 Service Unavailable')
        return act()
      }),
    )
  const good = () => rows('select id from challenges where superseded_at is null and consumed_at is null')

  it.each(WITH_CODES)('$route takes nothing, and its challenge is over', async ({ ask }) => {
    const [before, challenges] = [await taken(), await good()]
    const answer = await ask(person({ worker: failing() }), ada)
    expect(answer.status, answer.text).toBe(503)
    expect(await taken()).toEqual(before)
    expect(await good()).toEqual(challenges)
  })

  it.each(WITH_CODES.filter((route) => ANONYMOUS.includes(route)))(
    '$route gives nothing back to the client of a known device, which has taken nothing from it',
    async ({ ask }) => {
      const device = (await signIn(person({ roaming: true }), ada)).headers.get('Postern-Device') ?? ''
      const [shared, stranger] = ['192.0.2.7', await registered({ roaming: true })]
      expect((await ask(at(shared), stranger)).status).toBeLessThan(300)
      const before = await taken()
      const owner = at(shared, { headers: { 'Postern-Device': device }, worker: failing() })
      expect((await ask(owner, ada)).status).toBe(503)
      expect(await taken()).toEqual(before)
    },
  )
})

describe('when D1 does not answer whether a challenge was entered', () => {
  const OF_OWNERS: Asked[] = [AFTER_PASSWORD, IN_SESSION, REGISTRATION_MAIL]
  const LOST = new Error('D1_ERROR: Network connection lost.')
  const isEntry = ({ what }: { what: string }) => what.includes('insert into "challenges"')
  const TROUBLES: [string, Worker][] = [
    [
      'and it was',
      workerWith(
        boundTo(async (trip, act) => {
          const result = await act()
          if (isEntry(trip)) throw LOST
          return result
        }),
      ),
    ],
    [
      'and it was not',
      workerWith(
        boundTo(async (trip, act) => {
          if (isEntry(trip)) throw LOST
          return act()
        }),
      ),
    ],
  ]

  describe.each(TROUBLES)('%s,', (_, worker) => {
    it.each(OF_OWNERS)('$route takes nothing, and gives back nothing of before', async ({ prepare, ask }) => {
      const by = person({ roaming: true })
      await prepare?.(by)
      expect((await ask(by, ada)).status).toBeLessThan(300)
      const before = await taken()
      const again = person({ worker, roaming: true })
      for (const [name, value] of by.cookies) again.cookies.set(name, value)
      expect((await ask(again, ada)).status).toBe(503)
      expect(await taken()).toEqual(before)
    })
  })
})
