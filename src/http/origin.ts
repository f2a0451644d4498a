import type { ReadyConfig } from '../config/config.ts'
import { Failure } from '../core/failure.ts'
import { routeOf } from './matched-route.ts'
import { noteRefusedOrigin } from './refused-origins.ts'
import type { AppContext } from './app-env.ts'
import { DEVICE_HEADER } from './device-tokens.ts'
import { FAILURE_HEADER } from './failure-header.ts'

const EXPOSED = `${FAILURE_HEADER}, ${DEVICE_HEADER}, Retry-After, WWW-Authenticate, X-Request-Id`
/** What scripts may send. The tracing headers are added by Sentry and OpenTelemetry to every request of a page. */
const REQUEST_HEADERS = `Authentication, Authorization, Baggage, Content-Type, ${DEVICE_HEADER}, Sentry-Trace, Traceparent, Tracestate, Turnstile-Token`
/** Seconds a browser may remember a preflight answer. */
const PREFLIGHT_AGE = '600'

/** In development every port of this machine, where apps are written. */
const OF_THIS_MACHINE = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/

/** Whether apps of this origin are ours. */
export const isListed = (
  { ALLOWED_ORIGINS, ENVIRONMENT }: Pick<ReadyConfig, 'ALLOWED_ORIGINS' | 'ENVIRONMENT'>,
  origin: string,
) => ALLOWED_ORIGINS.includes(origin) || (ENVIRONMENT === 'development' && OF_THIS_MACHINE.test(origin))

const isSafe = (method: string) => ['GET', 'HEAD', 'OPTIONS'].includes(method)

/**
 * Refuses browsers on pages of other origins before any handler runs: a sign-in that another site sends
 * is a forged one, with or without cookies. The CORS answer names origins on the list exactly, and never
 * any other. A request without `Origin` is not a browser's request across origins, and passes. Routes that are
 * `forAnybody` may be asked by every page, and look at no cookie: never with credentials. Pages for people
 * are read by no script of another origin, allowed or not.
 */
export const guardOrigin =
  (
    forAnybody: ReadonlySet<string>,
    {
      isForPeople = false,
      takeForeignForms = new Set(),
    }: { isForPeople?: boolean; takeForeignForms?: ReadonlySet<string> } = {},
  ) =>
  async (c: AppContext, next: () => Promise<void>) => {
    const { config } = c.var.deps
    const origin = c.req.header('Origin')
    const listed = origin !== undefined && isListed(config, origin)
    const isForeign = origin !== undefined && !listed && origin !== config.APP_URL
    const isOpen = forAnybody.has(routeOf(c)) || takeForeignForms.has(routeOf(c))
    if (isForeign && !isSafe(c.req.method) && !isOpen) throw originRefused(c, { origin, reason: 'origin' })
    await next()
    const { headers } = c.res
    const preflight =
      c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') !== undefined
    if (forAnybody.has(routeOf(c))) {
      headers.set('Access-Control-Allow-Origin', '*')
      headers.set('Access-Control-Expose-Headers', EXPOSED)
      if (preflight) answerPreflight(headers)
      return
    }
    headers.append('Vary', 'Origin')
    if (isForPeople) return
    if (isForeign && preflight) noteRefusedOrigin(c.var.deps, origin)
    if (!listed) return
    headers.set('Access-Control-Allow-Origin', origin)
    headers.set('Access-Control-Allow-Credentials', 'true')
    headers.set('Access-Control-Expose-Headers', EXPOSED)
    if (preflight) answerPreflight(headers)
  }

function answerPreflight(headers: Headers) {
  headers.set('Access-Control-Allow-Methods', headers.get('Allow') ?? '')
  headers.set('Access-Control-Allow-Headers', REQUEST_HEADERS)
  headers.set('Access-Control-Max-Age', PREFLIGHT_AGE)
}

/**
 * For the one GET that changes something, the renewal: a browser that says another site sent it, and
 * names no allowed origin, is refused.
 */
export function refuseCrossSiteRead(c: AppContext) {
  const { config } = c.var.deps
  const origin = c.req.header('Origin')
  const allowed = origin !== undefined && (origin === config.APP_URL || isListed(config, origin))
  const isForeign = origin !== undefined || isSentBySomeOtherSite(c.req.raw)
  if (isForeign && !allowed) throw originRefused(c, { origin, reason: 'cross_site_read' })
}

/**
 * For requests that bring a cookie as their credential and change something: a browser that says another
 * site sent it, and names no allowed origin, is refused. Clients that send neither header are no browser.
 */
export function refuseForgedCookieUse(c: AppContext) {
  if (isForgedCookieUse(c.req.raw)) throw new Failure('origin_not_allowed', { reason: 'sec_fetch_site' })
}

export const isForgedCookieUse = (request: Request): boolean =>
  !isSafe(request.method) && !request.headers.has('Origin') && isSentBySomeOtherSite(request)

/** The refusal, with a line in the log for whoever has forgotten to list the origin. */
function originRefused(c: AppContext, { origin, reason }: { origin: string | undefined; reason: string }) {
  if (origin !== undefined) noteRefusedOrigin(c.var.deps, origin)
  return new Failure('origin_not_allowed', { reason })
}

/** A sister domain is another site here: whoever holds one of them is not us. */
const isSentBySomeOtherSite = ({ headers }: Request) =>
  ['cross-site', 'same-site'].includes(headers.get('Sec-Fetch-Site') ?? '')
