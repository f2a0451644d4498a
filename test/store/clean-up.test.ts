import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/audit/record.ts'
import type { Deps } from '../../src/core/deps.ts'
import { guardStore } from '../../src/core/outage.ts'
import index from '../../src/index.ts'
import { cleanUp as cleanUpWith, LIMITS } from '../../src/jobs/clean-up.ts'
import { runAllJobs } from '../../src/jobs/run-all.ts'
import { openStore } from '../../src/store/store.ts'
import { type Account, alive, LIVE, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { logged } from '../support/log.ts'
import { boundTo } from '../support/wrapped.ts'

const DAY = 86_400_000
/** What the cron trigger writes by itself: how far it has come, and the key of ID tokens. */
const OF_THE_SERVICE = { without: ['walks', 'signing_keys'] }
const MANY = 3_000

/** What one statement has done. */
type Statement = { text: string; deleted: number; read: number }

/** Runs the cron handler. Returns what each statement deleted and read, a list for each trip to D1. */
async function cleanUp(fails: (text: string) => boolean = () => false): Promise<Statement[][]> {
  const steps: Statement[][] = []
  const { DB } = boundTo(async ({ statements }, act) => {
    if (statements.some(fails)) throw new Error('D1_ERROR: Network connection lost.')
    const answer = (await act()) as D1Result | D1Result[]
    const results = [answer].flat()
    steps.push(
      statements.map((text, index) => ({
        text,
        deleted: text.startsWith('delete') ? (results[index]?.meta.changes ?? 0) : 0,
        read: results[index]?.meta.rows_read ?? 0,
      })),
    )
    return answer
  })
  const context = createExecutionContext()
  await index.scheduled(createScheduledController(), { ...bindings, DB }, context)
  await waitOnExecutionContext(context)
  return steps
}

const count = (steps: Statement[][]) => steps.flat().reduce((sum, { deleted }) => sum + deleted, 0)

const numbers = (many: number) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${many})`

/** @param end when the row may be deleted: below 0 it already may, otherwise in so many milliseconds */
const seed = {
  'sessions that have expired': (many: number, end: number) =>
    session(many, { name: `x${end}`, expiresAt: NOON - 90 * DAY + end, revokedAt: null }),
  'sessions that were ended': (many: number, end: number) =>
    session(many, { name: `r${end}`, expiresAt: NOON + DAY, revokedAt: NOON - 90 * DAY + end }),
  challenges: (many: number, end: number) =>
    rows(
      `${numbers(many)} insert into challenges (id, subject, purpose, tries, created_at, expires_at) select 'c' || ? || i, 's' || i, 'sign_in', 0, 0, ? from n`,
      end,
      NOON + end,
    ),
  'audit events': (many: number, end: number) =>
    rows(
      `${numbers(many)} insert into audit_events (id, subject, event, outcome, at) select 'a' || ? || i, 's' || i, 'signed_in', 'success', ? from n`,
      end,
      NOON - 90 * DAY + end,
    ),
  budgets: (many: number, end: number) =>
    rows(`${numbers(many)} insert into budgets select 'b' || ? || i, '{}', ? from n`, end, NOON + end),
  'mail buckets': (many: number, end: number) =>
    rows(
      `${numbers(many)} insert into mail_buckets (key, level, filled_at, unredeemed) select 'm' || ? || i, 3.0, ?, 12 from n`,
      end,
      NOON - DAY + end,
    ),
  'failed passwords': (many: number, end: number) =>
    rows(
      `${numbers(many)} insert into password_failures (subject, failures, blocked_until, updated_at) select 'address:' || ? || i, 5, 0, ? from n`,
      end,
      NOON - 30 * DAY + end,
    ),
  'a few failed passwords': (many: number, end: number) =>
    rows(
      `${numbers(many)} insert into password_failures (subject, failures, blocked_until, updated_at) select 'few:' || ? || i, 4, 0, ? from n`,
      end,
      NOON - DAY + end,
    ),
}

const session = (
  many: number,
  { name, expiresAt, revokedAt }: { name: string; expiresAt: number; revokedAt: number | null },
) =>
  rows(
    `${numbers(many)} insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, idle_expires_at, expires_at, revoked_at)
     select ? || i, 'u' || i, 0, 0, 0, 0, 0, 0, ?, ? from n`,
    name,
    expiresAt,
    revokedAt,
  )

const seedAll = async (many: number, end: number) => {
  for (const insert of Object.values(seed)) await insert(many, end)
}

const KINDS = Object.keys(seed).length

let ada: Account

beforeEach(async () => {
  ada = await registered()
})

const failed = () =>
  logged()
    .filter(({ event }) => event === 'job_failed')
    .map(({ reason }) => reason)

describe('expired rows', () => {
  it('are all deleted in bounded steps without any live row, and a second run finds nothing', async () => {
    await seedAll(50, 1) // these stay for one more millisecond
    const living = await dump(OF_THE_SERVICE)
    await seedAll(MANY, -1)

    const steps = await cleanUp()
    expect(count(steps)).toBe(KINDS * MANY)
    expect(steps.flat().filter(({ deleted }) => deleted > LIMITS.rowsAStep)).toEqual([])
    expect(await dump(OF_THE_SERVICE)).toBe(living)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)

    const after = await dump(OF_THE_SERVICE)
    expect(count(await cleanUp())).toBe(0)
    expect(await dump(OF_THE_SERVICE)).toBe(after)
    const said = logged().filter(({ event }) => event === 'expired_rows_deleted')
    expect(said.map(({ count }) => count)).toEqual([count(steps), 0])
  })

  it('are found by reading every row a few times a day, and by nothing that costs at a write', async () => {
    await seedAll(MANY, 1)
    // A disabled password must stay disabled.
    await rows(
      `${numbers(20)} insert into password_failures (subject, failures, blocked_until, updated_at) select 'u' || i, 100, 0, 0 from n`,
    )
    await seedAll(600, -1)
    const steps = await cleanUp()
    expect(count(steps)).toBe(KINDS * 600)
    const read = (of: Statement[][]) => of.flat().reduce((sum, { read: each }) => sum + each, 0)
    // Each to find the end of the step, and to look at it; a row that goes is read a few times more.
    expect(read(steps)).toBeLessThan(KINDS * (4 * MANY + 12 * 600))
    expect(read(await cleanUp())).toBeLessThan(200)
    pass(DAY)
    expect(count(await cleanUp())).toBeGreaterThanOrEqual(KINDS * MANY)
  })

  it('of a kind that fails stay for the next run, and those of the others go', async () => {
    await seedAll(600, -1)
    const steps = await cleanUp((text) => text.startsWith('delete from "challenges"'))
    expect(count(steps)).toBe((KINDS - 1) * 600)
    expect(failed()).toEqual(['cleanUp: store.cleaning.challenges'])
    expect(count(await cleanUp())).toBe(600)
  })
})

/** Runs the job itself with limits of its own. */
async function cleanWith(limits: Partial<typeof LIMITS>, { stepMs = 0 } = {}) {
  const [pauses, said] = [[] as number[], [] as Event[]]
  let time = Date.now()
  const { DB } = boundTo((_, act) => {
    time += stepMs
    return act()
  })
  const deps = {
    store: guardStore(openStore(DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })),
    now: () => time,
    record: (event: Event) => void said.push(event),
  }
  await cleanUpWith(deps, { ...LIMITS, ...limits }, async (ms) => {
    pauses.push(ms)
    time += ms
  })
  return { pauses, count: said.at(-1)?.count, took: time - Date.now() }
}

describe('a run of cleaning', () => {
  it('leaves the database alone after each step, for as long as the step took', async () => {
    await seed.budgets(50, -1)
    const { pauses } = await cleanWith({ rowsAStep: 10, pauseMs: 20 }, { stepMs: 300 })
    expect(pauses.length).toBeGreaterThan(10)
    expect(new Set(pauses)).toEqual(new Set([300]))
    expect(new Set((await cleanWith({ pauseMs: 20 })).pauses)).toEqual(new Set([20]))
  })

  it('ends in time, and the next one goes on where it has stopped', async () => {
    await seed.budgets(2_000, -1)
    const limits = { rowsAStep: 10, runMs: 60_000 }
    const first = await cleanWith(limits, { stepMs: 1_000 })
    expect(first.took).toBeGreaterThanOrEqual(60_000)
    expect(first.took).toBeLessThan(63_000)
    expect(first.count).toBeGreaterThan(50)
    expect((await cleanWith({})).count).toBe(2_000 - (first.count ?? 0))
  })

  it('asks D1 for less than one invocation may', async () => {
    await seed.budgets(300, -1)
    const { pauses, count } = await cleanWith({ rowsAStep: 1, stepsARun: 100 })
    expect([pauses.length, count]).toEqual([100, expect.any(Number)])
    // A step is three queries at most; other jobs have queries left.
    expect(3 * LIMITS.stepsARun).toBeLessThanOrEqual(900)
  })
})

describe('rows of a user who is gone', () => {
  const GONE = '00000000-0000-7000-8000-000000000000'
  const plant = async (userId: string, many: number) => {
    await rows(
      `${numbers(many)} insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, idle_expires_at, expires_at)
       select 'o' || i, ?, 0, 0, 0, 0, 0, 0, ? from n`,
      userId,
      NOON + DAY,
    )
    await rows(
      `${numbers(many)} insert into challenges (id, subject, purpose, tries, created_at, expires_at) select 'o' || i, ?, 'sign_in', 0, 0, ? from n`,
      userId,
      NOON + DAY,
    )
    await rows(
      `${numbers(many)} insert into audit_events (id, subject, event, outcome, at) select 'o' || i, ?, 'signed_in', 'success', ? from n`,
      userId,
      NOON,
    )
    await rows(
      'insert into password_failures (subject, failures, blocked_until, updated_at) values (?1, 100, 0, ?2), (?3, 100, 0, ?2)',
      userId,
      NOON,
      `${userId}/a device`,
    )
  }

  it('are deleted, and no other row', async () => {
    await seedAll(30, 1)
    for (const subject of [ada.id, `${ada.id}/a device`, `${GONE}.not an id`])
      await rows(
        'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, 100, 0, ?)',
        subject,
        NOON,
      )
    const living = await dump(OF_THE_SERVICE)
    await plant(GONE, 30)
    expect(count(await cleanUp())).toBe(3 * 30 + 2)
    expect(await dump(OF_THE_SERVICE)).toBe(living)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('are found by a walk that goes on in the next run, and begins again later that day', async () => {
    const LAST = 'zzzzzzzz-0000-7000-8000-000000000000'
    await seed['audit events'](100, DAY)
    const left = async () => (await rows('select 1 from audit_events where subject = ?', LAST)).length
    const run = () => cleanWith({ rowsAStep: 10, stepsARun: 15 })
    await plant(LAST, 20)
    let runs = 0
    for (; runs < 12 && (await left()) > 0; runs += 1) await run()
    expect(runs).toBeGreaterThan(1)
    expect(await left()).toBe(0)
    for (; (await run()).pauses.length > 13;);
    await plant(LAST, 1)
    await run()
    expect(await left()).toBe(1)
    pass(DAY / 4)
    for (let later = 0; later < 6; later += 1) await run()
    expect(await left()).toBe(0)
  })
})

describe('the jobs of the cron trigger', () => {
  it('run each on its own: one that fails is recorded, and the others run', async () => {
    const said: Event[] = []
    const ran: string[] = []
    const deps = { record: (event: Event) => void said.push(event) } as unknown as Deps
    const job = (name: string) => async () => void ran.push(name)
    const broken = async () => {
      throw new TypeError('an address: ada@example.com')
    }
    await runAllJobs(deps, { first: job('first'), broken, last: job('last') })
    expect(ran).toEqual(['first', 'last'])
    expect(said).toEqual([{ event: 'job_failed', outcome: 'failure', reason: 'broken: TypeError' }])
  })
})
