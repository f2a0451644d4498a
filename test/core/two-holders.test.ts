import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { REPETITION } from '../../src/core/sessions/refresh.ts'
import { type Account, refresh, refreshed, registered, tokensIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { emptied, rows } from '../support/database.ts'
import { person } from '../support/person.ts'
import { deferredWork } from '../support/worker.ts'

const RUNS = Number(bindings.MODEL_RUNS || 5)
const SEED = Number(bindings.MODEL_SEED || 20_261_103)

const SECOND = 1_000
const { graceMs, lateWithinMs, maxLateRepeats } = REPETITION

async function anew(): Promise<Account> {
  await deferredWork()
  await emptied()
  vi.setSystemTime(NOON)
  return registered()
}

const isEnded = async () => (await rows('select id from sessions where revoked_at is null')).length === 0

type Renewal = { waitMs: number; tabs: number; isLost: boolean }

const renewals = fc.array(
  fc.record({
    waitMs: fc.constantFrom(0, 1, 5, 15, 30, 31, 60, 1_800, 3_600, 40_000).map((seconds) => seconds * SECOND),
    tabs: fc.constantFrom(1, 1, 1, 2, 3),
    isLost: fc.boolean(),
  }),
  { minLength: 5, maxLength: 15, size: 'max' },
)

/** An honest client: it keeps the last answer that it has got, and never asks more often than the bounds allow. */
async function livesHonestly(steps: Renewal[]) {
  const ada = await anew()
  let { refresh: held } = ada.tokens
  let wasLostAt: number | undefined
  let late: number[] = []
  for (const { waitMs, tabs, isLost } of steps) {
    pass(waitMs)
    late = late.filter((at) => Date.now() - at < lateWithinMs)
    if (late.length === maxLateRepeats) pass(lateWithinMs)
    if (wasLostAt !== undefined && Date.now() - wasLostAt > graceMs) late.push(Date.now())
    const answers = await Promise.all(Array.from({ length: tabs }, () => refresh(ada, held)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const successors = new Set(answers.map((answer) => tokensIn(answer).refresh))
    expect(successors.size).toBe(1)
    if (isLost && (wasLostAt === undefined || Date.now() - wasLostAt > graceMs)) wasLostAt = Date.now()
    if (isLost) continue
    wasLostAt = undefined
    held = [...successors][0] ?? ''
  }
  expect(await isEnded()).toBe(false)
}

type Turn = { holder: 'owner' | 'thief'; waitMs: number }

const turns = fc.array(
  fc.record({
    holder: fc.constantFrom('owner' as const, 'thief' as const),
    waitMs: fc.integer({ min: graceMs + 1, max: 3_600 * SECOND }),
  }),
  { minLength: 3, maxLength: 7, size: 'max' },
)

/**
 * Both hold one token and go on from it, each with the answers that they get, never within half a minute of
 * each other.
 */
async function showsTwoHolders({ history, isNear }: { history: Turn[]; isNear: boolean }) {
  const ada = await anew()
  const thief = isNear ? ada : person()
  const held = { owner: ada.tokens.refresh, thief: ada.tokens.refresh }
  let changes = 0
  let last: Turn['holder'] | undefined
  let before = 0
  for (const { holder, waitMs } of history) {
    pass(waitMs)
    if (last !== undefined && last !== holder) changes += 1
    last = holder
    const answer = await refresh(holder === 'owner' ? ada : thief, held[holder])
    // The second one to come shows, unless it could be the first one whose answer was lost: same network, same
    // browser, and one renewal since. Then the successor of that renewal is burnt, and shows.
    const couldBeLost = isNear && changes === 1 && before === 1
    const isFound = changes > 0 && !couldBeLost
    if (changes === 0) before += 1
    expect([answer.status, await isEnded()]).toEqual(isFound ? [401, true] : [200, false])
    if (answer.status === 200) held[holder] = tokensIn(answer).refresh
  }
}

it('an honest client is never signed out, however many answers are lost within the bounds', async () => {
  await fc.assert(fc.asyncProperty(renewals, livesHonestly), { numRuns: RUNS, seed: SEED })
}, 600_000)

it('two holders of one token show at the next refresh of either', async () => {
  const histories = fc.record({ history: turns, isNear: fc.boolean() })
  await fc.assert(fc.asyncProperty(histories, showsTwoHolders), { numRuns: 2 * RUNS, seed: SEED })
}, 600_000)

it('a thief who keeps in step has what the owner has, until one of them comes later', async () => {
  const ada = await anew()
  const thief = person()
  const next = await refreshed(ada, ada.tokens.refresh)
  expect(await refreshed(thief, ada.tokens.refresh)).toMatchObject({ refresh: next.refresh })
  await refreshed(thief, next.refresh)
  pass(graceMs + 1)
  expect((await refresh(ada, next.refresh)).status).toBe(401)
  expect(await isEnded()).toBe(true)
})
