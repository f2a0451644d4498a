/**
 * The rate limiter of the platform on the clock of the test. The real one counts by the minutes of the
 * machine: a test that counts requests would depend on when it starts and how fast it is.
 */
export function limiterOnTestClock({ limit, period }: { limit: number; period: number }): RateLimit {
  const taken = new Map<string, number>()
  return {
    limit: async ({ key }) => {
      const bucket = `${key} ${Math.floor(Date.now() / 1000 / period)}`
      taken.set(bucket, (taken.get(bucket) ?? 0) + 1)
      return { success: (taken.get(bucket) ?? 0) <= limit }
    },
  }
}

/** As wrangler.toml has it; test/core/limits.test.ts holds the real one to these numbers. */
export const SIXTY_A_MINUTE = { limit: 60, period: 60 }
