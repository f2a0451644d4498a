import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import index from '../../src/index.ts'
import { type Account, alive, LIVE, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { logged } from '../support/log.ts'

const DAY = 86_400_000
const MANY = 10_000
const MAX_ROWS = 500
const MAX_STEPS = 40

/** What one statement of a step has done. */
type Deed = { deleted: number; read: number }

/** Runs the cron handler. Returns what each statement of each step deleted and read. */
async function cleanUp(): Promise<Deed[][]> {
  const steps: Deed[][] = []
  const batch = bindings.DB.batch.bind(bindings.DB)
  const spy = vi.spyOn(bindings.DB, 'batch').mockImplementation(async (statements) => {
    const results = await batch(statements)
    steps.push(results.map(({ results, meta }) => ({ deleted: results.length, read: meta.rows_read })))
    return results
  })
  const context = createExecutionContext()
  await index.scheduled(createScheduledController(), bindings, context)
  await waitOnExecutionContext(context)
  spy.mockRestore()
  return steps
}

const count = (steps: Deed[][]) => steps.flat().reduce((sum, { deleted }) => sum + deleted, 0)

const numbers = (many: number) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${many})`

/** @param end when the row may be deleted: below 0 it already may, otherwise in so many milliseconds */
const seed = {
  'sessions that have expired': (many: number, end: number) =>
    session(many, { name: `x${end}`, expiresAt: NOON - 30 * DAY + end, revokedAt: null }),
  'sessions that were ended': (many: number, end: number) =>
    session(many, { name: `r${end}`, expiresAt: NOON + DAY, revokedAt: NOON - 30 * DAY + end }),
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
    rows(`${numbers(many)} insert into budgets select 'b' || ? || i, 1, ? from n`, end, NOON + end),
  'failed passwords': (many: number, end: number) =>
    rows(
      `${numbers(many)} insert into password_failures select 'address:' || ? || i, 1, 0, ? from n`,
      end,
      NOON - 30 * DAY + end,
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

let ada: Account

beforeEach(async () => {
  vi.setSystemTime(NOON)
  ada = await registered()
})

describe('ten thousand expired rows of every kind', () => {
  it('are deleted in bounded steps without any live row, and a second run finds nothing', async () => {
    await seedAll(50, 1) // these stay for one more millisecond
    const living = await dump()
    await seedAll(MANY, -1)

    const steps = await cleanUp()
    expect(count(steps)).toBe(Object.keys(seed).length * MANY)
    expect(steps.length).toBeLessThanOrEqual(MAX_STEPS)
    expect(steps.flat().filter(({ deleted }) => deleted > MAX_ROWS)).toEqual([])
    expect(await dump()).toBe(living)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)

    const after = await dump()
    const second = await cleanUp()
    expect([second.length, count(second)]).toEqual([1, 0])
    expect(await dump()).toBe(after)
    const said = logged().filter(({ event }) => event === 'expired_rows_deleted')
    expect(said.map(({ count }) => count)).toEqual([count(steps), 0])
  })

  it('are deleted by statements that read only what they delete, however many live rows there are', async () => {
    await seedAll(MANY, 1)
    // A disabled password must stay disabled.
    await rows(`${numbers(20)} insert into password_failures select 'u' || i, 100, 0, 0 from n`)
    await seedAll(600, -1)
    const steps = await cleanUp()
    expect(count(steps)).toBe(Object.keys(seed).length * 600)
    // A statement reads its rows once to find and once to delete them, each with its index entries.
    for (const step of steps)
      for (const { deleted, read } of step) expect(read).toBeLessThanOrEqual(6 * deleted + 50)
  })

  it('are left to the next run above the limit of one run', async () => {
    await seed.budgets(2 * MAX_STEPS * MAX_ROWS, -1)
    for (const left of [1, 0]) {
      const steps = await cleanUp()
      expect([steps.length, count(steps)]).toEqual([MAX_STEPS, MAX_STEPS * MAX_ROWS])
      expect(await rows('select count(*) as n from budgets where resets_at < ?', NOON)).toEqual([
        { n: left * MAX_STEPS * MAX_ROWS },
      ])
    }
  })

  it('are deleted by the next run when D1 fails in one', async () => {
    await seed.challenges(3 * MAX_ROWS, -1)
    const batch = bindings.DB.batch.bind(bindings.DB)
    let calls = 0
    const spy = vi.spyOn(bindings.DB, 'batch').mockImplementation(async (statements) => {
      const results = await batch(statements)
      if ((calls += 1) > 1) throw new Error('D1_ERROR: Network connection lost.')
      return results
    })
    const run = index.scheduled(createScheduledController(), bindings, createExecutionContext())
    await expect(run).rejects.toMatchObject({ code: 'unavailable' })
    spy.mockRestore()
    await cleanUp()
    expect(await rows(`select count(*) as n from challenges where purpose = 'sign_in'`)).toEqual([{ n: 0 }])
  })
})
