import type { D1Migration } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Env } from '../../src/config/config.ts'
import { limiterOnTestClock, SIXTY_A_MINUTE } from './limiter.ts'

type OfTests = {
  /** To bring its database up to date. */
  MIGRATIONS: D1Migration[]
  /** How many histories core/model.test.ts lives through, and which; empty is its own choice. */
  MODEL_RUNS: string
  MODEL_SEED: string
}

const real = env as unknown as Env & OfTests

/**
 * The real D1 and KV of the test Worker, and what the tests need besides. The rate limiter counts in memory, by
 * the clock of the test: the simulated one writes to a database for each request, by the clock of the machine.
 */
export const bindings: Env & OfTests = { ...real, RATE_LIMIT: limiterOnTestClock(SIXTY_A_MINUTE) }

/** The limiter that wrangler.toml binds. */
export const platformLimiter = real.RATE_LIMIT
