import { Failure } from '../core/failure.ts'
import { inTime } from '../core/deadline.ts'
import type { BrowserSession } from '../core/deps.ts'
import { presentedDevices } from '../core/sign-in/known-devices.ts'
import type { AppContext } from './app-env.ts'
import { presentedBy } from './caller.ts'
import { pageSessionIn } from './page-session.ts'
import { routeOf } from './matched-route.ts'

/** The period of both bindings in wrangler.toml, in seconds. */
const PERIOD = 60

/** The limiter is asked before every request: if it does not answer, each request waits at most this long. */
const PATIENCE_MS = 500

/**
 * Sheds load by client and route, before a request costs anything. It counts approximately, and each
 * location for itself, so no promise depends on it: exact budgets are rows in D1. When it fails it is skipped.
 */
export const limitByClient =
  (kind: BrowserSession = 'refresh', limitThemselves: ReadonlySet<string> = new Set()) =>
  async (c: AppContext, next: () => Promise<void>) => {
    if (c.req.method !== 'OPTIONS' && !limitThemselves.has(routeOf(c)))
      await limit(c, await bucketOf(c, kind))
    await next()
  }

/** The same for a route that has read which session it is about, if it is about one. */
export const limitBySession = async (c: AppContext, sid: string | undefined): Promise<void> =>
  limit(c, sid === undefined ? await bucketOf(c, 'refresh') : { limiter: c.env.rateLimitSession, key: sid })

type Bucket = { limiter: RateLimit; key: string }

/** @throws Failure too_many_requests */
async function limit(c: AppContext, { limiter, key }: Bucket): Promise<void> {
  const { config, deadline, record } = c.var.deps
  if (config.LIMITS === 'off') return
  const { success } = await inTime(deadline.cut(PATIENCE_MS), limiter.limit({ key })).catch(() => {
    record({ event: 'rate_limiter_failed', outcome: 'failure' })
    return { success: true }
  })
  if (!success) throw new Failure('too_many_requests', { retryAfter: PERIOD, reason: 'client' })
}

/**
 * An account has buckets of its own: strangers behind the same address must not shut its owner out. All its
 * devices and sessions share those for what is written, because anybody with one account can make as many as
 * they like. An app that acts for it has others, or it could shut the owner out too. Whether a session is alive, and whether the account is the one that is asked about, shows later.
 */
async function bucketOf(c: AppContext, kind: BrowserSession): Promise<Bucket> {
  const { rateLimit, rateLimitSession } = c.env
  const { deps } = c.var
  const { claims, ofApp } = (kind === 'page' ? undefined : await presentedBy(c)) ?? {}
  const sid = kind === 'page' ? (await pageSessionIn(c))?.sid : (claims ?? ofApp)?.sid
  if (sid !== undefined && ['GET', 'HEAD'].includes(c.req.method))
    return { limiter: rateLimitSession, key: sid }
  const [device] = await presentedDevices(deps)
  const app = ofApp && `${ofApp.appId} ${ofApp.userId}`
  const name = claims?.userId ?? app ?? device?.userId ?? deps.client.bucket
  return { limiter: rateLimit, key: `${name} ${routeOf(c)}` }
}
