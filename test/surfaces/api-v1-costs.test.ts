import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail } from '../support/account.ts'
import { counted } from '../support/budgets.ts'
import { rows } from '../support/database.ts'
import {
  API,
  askForReset,
  expectAsked,
  expectInvalidToken,
  login,
  type Member,
  member,
  newMember,
  refresh,
  reset,
} from '../support/enveloped.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import type { Mailbox } from '../support/resend.ts'
import { namesUnder } from '../support/routes.ts'
import { protectedAccount, waiting } from '../support/second-step.ts'
import { costOf, hashWork, observed } from '../support/work.ts'

let ada: Member

beforeEach(async () => {
  ada = await member({ roaming: true })
})

/** Somebody at a Worker whose trips are written down. */
function visited() {
  const { worker, mailbox, last } = observed()
  return { somebody: person({ worker, roaming: true }), mailbox, last }
}

type Setting = { somebody: Person; mailbox: Mailbox }
type Row = [
  name: string,
  d1: number,
  rows: number,
  kv: number,
  run: (setting: Setting) => Promise<() => Promise<Answer>>,
]

const table: Row[] = [
  [
    'POST /api/v1/register',
    2,
    10,
    0,
    async ({ somebody }) =>
      () =>
        somebody.post(`${API}/register`, newMember()),
  ],
  [
    'POST /api/v1/login',
    2,
    7,
    0,
    async ({ somebody }) =>
      () =>
        login(somebody, ada),
  ],
  [
    'POST /api/v1/login/second-step',
    2,
    10,
    0,
    async ({ somebody }) => {
      const guarded = await protectedAccount()
      const token = await waiting(somebody, guarded)
      return () => somebody.post(`${API}/login/second-step`, { token, totp: guarded.app() })
    },
  ],
  [
    'POST /api/v1/login, refused',
    2,
    4,
    0,
    async ({ somebody }) =>
      () =>
        login(somebody, { ...ada, password: 'no' }),
  ],
  [
    'POST /api/v1/token/refresh',
    1,
    1,
    0,
    async ({ somebody }) =>
      () =>
        refresh(somebody, ada.tokens.refresh),
  ],
  [
    'POST /api/v1/logout',
    1,
    3,
    1,
    async ({ somebody }) =>
      () =>
        somebody.post(`${API}/logout`, { token: ada.tokens.refresh }, { token: ada.tokens.access }),
  ],
  [
    'POST /api/v1/password/email',
    2,
    5,
    0,
    async ({ somebody }) =>
      () =>
        askForReset(somebody, ada.email),
  ],
  [
    'POST /api/v1/password/reset',
    2,
    7,
    1,
    async ({ somebody, mailbox }) => {
      await askForReset(somebody, ada.email)
      return () => reset(somebody, { token: mailbox.linkTo(ada.email, 'reset-password'), email: ada.email })
    },
  ],
  [
    'POST /api/v1/password/reset, refused',
    1,
    0,
    0,
    async ({ somebody }) =>
      () =>
        reset(somebody, { token: 'x'.repeat(43), email: ada.email }),
  ],
]

describe('what a request costs', () => {
  it.each(table)('%s: %i trips to D1, %i rows, %i operations on KV', async (_, d1, written, kv, prepare) => {
    const { last, ...setting } = visited()
    const run = await prepare(setting)
    const answer = await run()
    expect(answer.status, answer.text).toBeLessThan(500)
    expect(costOf(last()), JSON.stringify(last().trips)).toEqual({ d1, rows: written, kv })
    expect(Math.max(d1, kv)).toBeLessThanOrEqual(2)
  })

  it('is in the table for every route of api-v1', () => {
    const others = namesUnder('/api/v1/auth/', '/api/v1/users/')
    const routes = namesUnder('/api/v1/').filter((name) => !others.includes(name))
    expect(table.map(([name]) => name)).toEqual(expect.arrayContaining(routes))
  })
})

describe('whether an address has an account', () => {
  const kinds: [string, () => Promise<string>][] = [
    ['is known', async () => ada.email],
    ['is nobody’s', async () => freshEmail()],
    [
      'is of a disabled account',
      async () => {
        await rows('update users set disabled_at = 1')
        return ada.email
      },
    ],
  ]

  const shown = ({ status, text, headers }: Answer) => ({
    status,
    text,
    headers: [...headers].filter(([name]) => name !== 'x-request-id'),
  })
  const traces = async () => ({
    challenges: await rows(
      `select purpose, tries, superseded_at is null as live from challenges order by created_at`,
    ),
    budgets: (await counted('mail/%')).map(({ count, endsAt }) => ({ count, ends: endsAt > Date.now() })),
    buckets: await rows('select level, unredeemed from mail_buckets'),
  })

  it('is not shown by a request for a reset, except by the mail', async () => {
    const seen = []
    for (const [, address] of kinds) {
      await rows('delete from budgets')
      await rows('delete from mail_buckets')
      await rows(`delete from challenges`)
      const email = await address()
      const { somebody, mailbox, last } = visited()
      const work = hashWork()
      const answer = await askForReset(somebody, email)
      expectAsked(answer)
      const { trips } = last()
      seen.push({
        mails: mailbox.heard.length,
        what: { ...shown(answer), trips, work: work.calls(), ...(await traces()) },
      })
    }
    expect(seen.map(({ mails }) => mails)).toEqual([1, 0, 0])
    expect(seen[1]?.what).toEqual(seen[0]?.what)
    expect(seen[2]?.what).toEqual(seen[0]?.what)
    expect(seen[0]?.what.trips.d1.length).toBeGreaterThan(0)
    expect(seen[0]?.what.challenges).toHaveLength(1)
    expect(seen[0]?.what.budgets).toHaveLength(2)
    expect(seen[0]?.what.buckets).toEqual([{ level: 1, unredeemed: 1 }])
  })

  it('is not shown by the fourth request for a reset, which is refused', async () => {
    const seen = []
    for (const [, address] of kinds) {
      await rows('delete from budgets')
      await rows('delete from mail_buckets')
      const email = await address()
      const { somebody, last } = visited()
      for (let turn = 0; turn < 3; turn += 1) expectAsked(await askForReset(somebody, email))
      const answer = await askForReset(somebody, email)
      expect(answer.status).toBe(429)
      const { trips } = last()
      const { headers, ...rest } = shown(answer)
      seen.push({ ...rest, names: headers.map(([name]) => name), trips })
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })

  it('is not shown by a reset with a wrong token', async () => {
    const seen = []
    for (const [, address] of kinds) {
      const email = await address()
      const { somebody, last } = visited()
      await askForReset(somebody, email)
      const work = hashWork()
      const answer = await reset(somebody, { token: 'x'.repeat(43), email })
      expectInvalidToken(answer)
      seen.push({ ...shown(answer), trips: last().trips, work: work.calls() })
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })
})
