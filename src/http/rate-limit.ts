import { Failure } from '../core/failure.ts'
import { inTime } from '../core/outage.ts'
import type { AppContext } from './app-env.ts'
import { routeOf } from './matched-route.ts'

/** The period of the binding in wrangler.toml, in seconds. */
const PERIOD = 60

/** It is asked before every request, so a binding that does not answer may cost each of them no more than this. */
const PATIENCE_MS = 500

/**
 * Sheds load by client and matched route, before anything costs anything. It counts per location and
 * approximately, so no promise rests on it: exact budgets are rows in D1, and when it fails it is skipped.
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
