import type { Deps } from '../core/deps.ts'

/** A step is small enough for one D1 statement, a run small enough for one cron trigger. */
const ROWS_A_STEP = 500
const STEPS_A_RUN = 40

/** Deletes what nobody can use any more, step by step; what is left goes at the next run. */
export async function cleanUp({ store, now, record }: Pick<Deps, 'store' | 'now' | 'record'>): Promise<void> {
  let count = 0
  for (let step = 0; step < STEPS_A_RUN; step += 1) {
    const deleted = await store.deeds.deleteExpired({ now: now(), max: ROWS_A_STEP })
    count += deleted
    if (deleted === 0) break
  }
  record({ event: 'expired_rows_deleted', outcome: 'success', count })
}
