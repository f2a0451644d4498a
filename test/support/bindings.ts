import type { D1Migration } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Env } from '../../src/config/config.ts'

type OfTests = {
  /** To bring its database up to date. */
  MIGRATIONS: D1Migration[]
  /** How many histories core/model.test.ts lives through, and which; empty is its own choice. */
  MODEL_RUNS: string
  MODEL_SEED: string
  /** The same for core/stranger.test.ts and core/squatter.test.ts. */
  STRANGER_RUNS: string
  STRANGER_SEED: string
}

const real = env as unknown as Env & OfTests

/** As wrangler.toml has it; test/core/limits.test.ts and surfaces/promises.test.ts hold the real one to it. */
export const SIXTY_A_MINUTE = { limit: 60, period: 60 }
/** The same for reads of a session. */
const SIX_HUNDRED_A_MINUTE = { limit: 600, period: 60 }

/**
 * Counts in memory, by the clock of the test. The simulated one writes to a database for each request, and counts
 * by the minutes of the machine: a test of it would depend on when it starts and how fast it is.
 */
const limiterOnTestClock = (name: string, { limit, period }: typeof SIXTY_A_MINUTE): RateLimit => ({
  limit: async ({ key: given }) => {
    const key = `${name} ${given}`
    const bucket = `${key} ${Math.floor(Date.now() / 1000 / period)}`
    const count = (taken.get(bucket) ?? 0) + 1
    taken.set(bucket, count)
    return { success: count <= limit }
  },
})
const taken = new Map<string, number>()

/** Every test begins in the same minute: what the one before has asked is none of its requests. */
export const forgetRequests = () => taken.clear()

/** The real D1 and KV of the test Worker, rate limiters on the clock of the test, and what the tests need besides. */
export const bindings: Env & OfTests = {
  ...real,
  RATE_LIMIT: limiterOnTestClock('client', SIXTY_A_MINUTE),
  RATE_LIMIT_SESSION: limiterOnTestClock('session', SIX_HUNDRED_A_MINUTE),
}

/** The limiter that wrangler.toml binds. */
export const platformLimiter = real.RATE_LIMIT
