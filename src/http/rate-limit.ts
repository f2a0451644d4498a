import { Failure } from '../core/failure.ts'
import { inTime } from '../core/outage.ts'
import type { AppContext } from './app-env.ts'
import { routeOf } from './matched-route.ts'

/** The period of the binding in wrangler.toml, in seconds. */
const PERIOD = 60

/** The limiter is asked before every request: if it does not answer, each request waits at most this long. */
const PATIENCE_MS = 500

/**
 * Sheds load by client and route, before a request costs anything. It counts approximately, and each
 * location for itself, so no promise depends on it: exact budgets are rows in D1. When it fails it is skipped.
 */
export async function limitByClient(c: AppContext, next: () => Promise<void>) {
  const { client, record } = c.var.deps
  if (c.req.method !== 'OPTIONS') {
    const counting = c.env.rateLimit.limit({ key: `${client.bucket} ${routeOf(c)}` })
    const { success } = await inTime(PATIENCE_MS, counting).catch(() => {
      record({ event: 'rate_limiter_failed', outcome: 'failure' })
      return { success: true }
    })
    if (!success) throw new Failure('too_many_requests', { retryAfter: PERIOD, reason: 'client' })
  }
  await next()
}
