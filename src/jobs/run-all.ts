import { reasonOf } from '../core/audit/reason-of.ts'
import { eraseDeleted } from '../core/account/erase-deleted.ts'
import { expireUnverified } from '../core/account/expire-unverified.ts'
import { carryOutResets } from '../core/factors/carry-out-resets.ts'
import type { Deps } from '../core/deps.ts'
import { tendKeys } from '../core/tokens/published-keys.ts'
import { announceEnds } from './announce-ends.ts'
import { cleanUp } from './clean-up.ts'

/** What a job may touch: everything that needs no client. */
type JobDeps = Omit<Deps, 'client'>

/** What the cron trigger runs, in this order. Cleaning is the last one, because it takes all the time there is. */
const JOBS: Record<string, (deps: JobDeps) => Promise<void>> = {
  announceEnds: (deps) => announceEnds(deps),
  carryOutResets,
  expireUnverified,
  eraseDeleted: (deps) => eraseDeleted(deps),
  tendKeys,
  cleanUp: (deps) => cleanUp(deps),
}

/** Runs every job. One that fails is recorded, and the next one runs. */
export async function runAllJobs(deps: JobDeps, jobs = JOBS): Promise<void> {
  for (const [name, run] of Object.entries(jobs)) {
    await run(deps).catch((error: unknown) =>
      deps.record({ event: 'job_failed', outcome: 'failure', reason: `${name}: ${reasonOf(error)}` }),
    )
  }
}
