import type { D1Migration } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Env } from '../../src/config/config.ts'

type OfTests = {
  /** To bring its database up to date. */
  MIGRATIONS: D1Migration[]
  /** How many histories core/model.test.ts lives through, and which; empty is its own choice. */
  MODEL_RUNS: string
  MODEL_SEED: string
}

/** The real bindings of the test Worker, and what the tests need besides. */
export const bindings = env as unknown as Env & OfTests
