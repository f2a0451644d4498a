import { reasonOf } from '../core/audit/reason-of.ts'
import type { Deps } from '../core/deps.ts'

export type Limits = {
  rowsAStep: number
  stepsARun: number
  pauseMs: number
  runMs: number
}

/**
 * A run of a cron trigger may take 15 minutes and 30 seconds of CPU, and one invocation of a Worker may send
 * D1 1 000 queries. A run stays well below all three, and ends before the next one begins.
 */
export const LIMITS: Limits = {
  rowsAStep: 2_000,
  /** Of up to three queries each. */
  stepsARun: 300,
  pauseMs: 20,
  runMs: 600_000,
}

/**
 * Deletes what nobody can use any more, as much as there is. Every table has its turn, a small step at a
 * time. After each step the database is left alone for as long as the step took, so that requests are answered
 * meanwhile. A table that fails is recorded and waits for the next run; the others go on.
 */
export async function cleanUp(
  { store, now, record }: Pick<Deps, 'store' | 'now' | 'record'>,
  { rowsAStep, stepsARun, pauseMs, runMs }: Limits = LIMITS,
  pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): Promise<void> {
  const until = now() + runMs
  const waiting = Object.values(store.cleaning)
  let count = 0
  for (let step = 0; step < stepsARun && now() < until; step += 1) {
    const deleteSome = waiting.shift()
    if (!deleteSome) break
    const began = now()
    try {
      const { deleted, hasMore } = await deleteSome({ now: began, max: rowsAStep })
      count += deleted
      if (hasMore) waiting.push(deleteSome)
    } catch (error) {
      record({ event: 'job_failed', outcome: 'failure', reason: `cleanUp: ${reasonOf(error)}` })
    }
    if (waiting.length > 0) await pause(Math.max(pauseMs, now() - began))
  }
  record({ event: 'expired_rows_deleted', outcome: 'success', count })
}
