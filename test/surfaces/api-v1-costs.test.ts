import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail } from '../support/account.ts'
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
import { hashWork } from '../support/hash-work.ts'
import { linksIn, newLink } from '../support/links.ts'
import { moveTo } from '../support/moving.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { watchedDatabase, watchedKeyValue } from '../support/wrapped.ts'
import { workerWith } from '../support/worker.ts'

/**
 * A Worker that notes each trip to D1 and each operation on KV, those after the answer included; only
 * the audit trail, which nobody waits for, is left out. Mails go to Resend, so that KV is not their mailbox.
 */
function noting() {
  const trips: string[] = []
  const { heard: mails } = resend()
  const DB = watchedDatabase((statement) => {
    if (!statement.includes('audit_events')) trips.push(`d1 ${statement}`)
  })
  const KV = watchedKeyValue((operation) => trips.push(`kv ${operation}`))
  const somebody = person({ worker: workerWith({ DB, KV, ...RESEND_SETTINGS }), roaming: true })
  const during = async (act: () => Promise<Answer>) => {
    trips.length = 0
    const answer = await act()
    const count = (of: string) => trips.filter((trip) => trip.startsWith(of)).length
    return { answer, trips: [...trips], d1: count('d1'), kv: count('kv') }
  }
  const lastToken = (page: string) =>
    mails.flatMap(linksIn).findLast((link) => link.page.endsWith(page))?.token ?? ''
  return { somebody, mails, during, lastToken }
}

let ada: Member

beforeEach(async () => {
  ada = await member({ roaming: true })
})

type Setting = { somebody: Person; lastToken: (page: string) => string }
type Row = [name: string, d1: number, kv: number, run: (setting: Setting) => Promise<() => Promise<Answer>>]

const table: Row[] = [
  [
    'POST /api/v1/register',
    2,
    0,
    async ({ somebody }) =>
      () =>
        somebody.post(`${API}/register`, newMember()),
  ],
  [
    'POST /api/v1/login',
    2,
    0,
    async ({ somebody }) =>
      () =>
        login(somebody, ada),
  ],
  [
    'POST /api/v1/login, refused',
    1,
    0,
    async ({ somebody }) =>
      () =>
        login(somebody, { ...ada, password: 'no' }),
  ],
  [
    'POST /api/v1/token/refresh',
    1,
    0,
    async ({ somebody }) =>
      () =>
        refresh(somebody, ada.tokens.refresh),
  ],
  [
    'POST /api/v1/logout',
    1,
    1,
    async ({ somebody }) =>
      () =>
        somebody.post(`${API}/logout`, { token: ada.tokens.refresh }, { token: ada.tokens.access }),
  ],
  [
    'POST /api/v1/password/email',
    2,
    0,
    async ({ somebody }) =>
      () =>
        askForReset(somebody, ada.email),
  ],
  [
    'POST /api/v1/password/reset',
    2,
    1,
    async ({ somebody, lastToken }) => {
      await askForReset(somebody, ada.email)
      return () => reset(somebody, { token: lastToken('reset-password'), email: ada.email })
    },
  ],
  [
    'POST /api/v1/password/reset, refused',
    1,
    0,
    async ({ somebody }) =>
      () =>
        reset(somebody, { token: 'x'.repeat(43), email: ada.email }),
  ],
  [
    'POST /verify-email',
    1,
    0,
    async ({ somebody, lastToken }) => {
      await somebody.post(`${API}/register`, newMember())
      return () => somebody.post('/verify-email', { token: lastToken('verify-email') })
    },
  ],
  [
    'GET /reset-password',
    0,
    0,
    async ({ somebody }) =>
      () =>
        somebody.get('/reset-password'),
  ],
  [
    'GET /verify-email',
    0,
    0,
    async ({ somebody }) =>
      () =>
        somebody.get('/verify-email'),
  ],
  [
    'GET /undo-email-change',
    0,
    0,
    async ({ somebody }) =>
      () =>
        somebody.get('/undo-email-change'),
  ],
]

describe('what a request costs', () => {
  it.each(table)('%s: %i trips to D1, %i operations on KV', async (_, d1, kv, prepare) => {
    const { during, ...setting } = noting()
    const run = await prepare(setting)
    const seen = await during(run)
    expect(seen.answer.status, seen.answer.text).toBeLessThan(500)
    expect({ d1: seen.d1, kv: seen.kv }, seen.trips.join('\n')).toEqual({ d1, kv })
    expect(Math.max(seen.d1, seen.kv)).toBeLessThanOrEqual(2)
  })

  it('POST /undo-email-change: at most two of either', async () => {
    const { during, somebody } = noting()
    const token = await undoTokenOf(ada)
    const seen = await during(() => somebody.post('/undo-email-change', { token }))
    expect(seen.answer.status).toBe(200)
    expect({ d1: seen.d1, kv: seen.kv }, seen.trips.join('\n')).toEqual({ d1: 1, kv: 2 })
  })

  const undoTokenOf = async ({ email, password }: Member) => {
    await moveTo({ email, password }, freshEmail())
    return (await newLink(email, 'undo-email-change')).token
  }
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
    budgets: await rows(
      `select count, resets_at > 0 as set_ from budgets where key like 'mail/%' order by key`,
    ),
  })

  it('shows in nothing that a reset asked for says, or does, but in the mail (R053, R055)', async () => {
    const seen = []
    for (const [, address] of kinds) {
      await rows('delete from budgets')
      await rows(`delete from challenges`)
      const email = await address()
      const { somebody, mails, during } = noting()
      const work = hashWork()
      const { answer, trips } = await during(() => askForReset(somebody, email))
      expectAsked(answer)
      seen.push({
        mails: mails.length,
        what: { ...shown(answer), trips, work: work.calls(), ...(await traces()) },
      })
    }
    expect(seen.map(({ mails }) => mails)).toEqual([1, 0, 0])
    expect(seen[1]?.what).toEqual(seen[0]?.what)
    expect(seen[2]?.what).toEqual(seen[0]?.what)
    expect(seen[0]?.what.trips.length).toBeGreaterThan(0)
    expect(seen[0]?.what.challenges).toHaveLength(1)
    expect(seen[0]?.what.budgets).toHaveLength(4)
  })

  it('does not show in the sixth mail either, the one that is refused (R053)', async () => {
    const seen = []
    for (const [, address] of kinds) {
      await rows('delete from budgets')
      const email = await address()
      const { somebody, during } = noting()
      for (let turn = 0; turn < 5; turn += 1) expectAsked(await askForReset(somebody, email))
      const { answer, trips } = await during(() => askForReset(somebody, email))
      expect(answer.status).toBe(429)
      const { headers, ...rest } = shown(answer)
      seen.push({ ...rest, names: headers.map(([name]) => name), trips })
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })

  it('shows in nothing that a reset with a wrong token says or does (R053, R055)', async () => {
    const seen = []
    for (const [, address] of kinds) {
      const email = await address()
      const { somebody, during } = noting()
      await askForReset(somebody, email)
      const work = hashWork()
      const { answer, trips } = await during(() => reset(somebody, { token: 'x'.repeat(43), email }))
      expectInvalidToken(answer)
      seen.push({ ...shown(answer), trips, work: work.calls() })
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })
})
