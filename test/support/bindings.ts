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

const real = env as unknown as Env & OfTests

/** As wrangler.toml has it; test/core/limits.test.ts holds the real one to these numbers. */
export const SIXTY_A_MINUTE = { limit: 60, period: 60 }

/**
 * Counts in memory, by the clock of the test. The simulated one writes to a database for each request, and counts
 * by the minutes of the machine: a test of it would depend on when it starts and how fast it is.
 */
function limiterOnTestClock({ limit, period } = SIXTY_A_MINUTE): RateLimit {
  const taken = new Map<string, number>()
  return {
    limit: async ({ key }) => {
      const bucket = `${key} ${Math.floor(Date.now() / 1000 / period)}`
      taken.set(bucket, (taken.get(bucket) ?? 0) + 1)
      return { success: (taken.get(bucket) ?? 0) <= limit }
    },
  }
}

/** The real D1 and KV of the test Worker, a rate limiter on the clock of the test, and what the tests need besides. */
export const bindings: Env & OfTests = { ...real, RATE_LIMIT: limiterOnTestClock() }

/** The limiter that wrangler.toml binds. */
export const platformLimiter = real.RATE_LIMIT
