import { Hono } from 'hono'
import type { SurfaceName } from '../config/service.ts'
import type { Deps } from '../core/deps.ts'
import type { ReadyConfig } from '../config/config.ts'
import { Failure } from '../core/failure.ts'
import { isLoopback } from '../core/loopback.ts'
import type { AppContext, AppEnv } from './app-env.ts'
import { clientFacts } from './client-facts.ts'
import { routeOf } from './matched-route.ts'
import { guardOrigin, refuseForgedCookieUse } from './origin.ts'
import { limitByClient } from './rate-limit.ts'
import { type Dialect, refuse } from './refuse.ts'
import type { Route } from './route.ts'
import { toFailure } from './to-failure.ts'

/** One HTTP contract: its routes under its prefixes, and its one way of saying a failure. */
export type Surface = {
  description: string
  /** The name that SURFACES switches it on by; without one it always answers. */
  name?: SurfaceName
  prefixes: readonly string[]
  dialect: Dialect
  routes: readonly Route[]
  /** Every cookie is a credential, those of the steps of a flow too. */
  cookiesAreCredentials?: boolean
  /** What browsers keep their sessions in, where not in the cookie of a refresh token. */
  browserSession?: 'page'
}

/**
 * The app of a surface. One that is switched off is not there: `elsewhere` says so. What its prefixes hold besides its routes is 405 for a known path and 404 for the
 * rest, in this surface's format and nobody else's.
 */
export function createSurface(
  { name, prefixes, dialect, routes, cookiesAreCredentials = false, browserSession }: Surface,
  elsewhere: Dialect = dialect,
) {
  const app = new Hono<AppEnv>()
  const isOff = (c: AppContext) => {
    // With a wrong setting there are none.
    const { deps }: { deps?: Deps } = c.var
    return name !== undefined && deps !== undefined && !deps.config.SURFACES.includes(name)
  }
  const mailedTo = new Set(routes.filter(({ isMailedTo }) => isMailedTo).map(({ path }) => path))
  const isAway = (c: AppContext) => isOff(c) && !mailedTo.has(routeOf(c))
  app.onError((error, c) => refuse(isAway(c) ? elsewhere : dialect, toFailure(error, c), c))
  const forAnybody = new Set(routes.filter((route) => route.forAnybody).map(({ path }) => path))
  const takeForeignForms = new Set(routes.filter((route) => route.takesForeignForms).map(({ path }) => path))
  const limitThemselves = new Set(routes.filter((route) => route.limitsItself).map(({ path }) => path))
  const everywhere = prefixes.map((prefix) => `${prefix}/*`)

  for (const path of everywhere) {
    app.use(
      path,
      openDeps(browserSession),
      guardOrigin(forAnybody, { isForPeople: browserSession === 'page', takeForeignForms }),
      limitByClient(browserSession, limitThemselves),
      async (c, next) => {
        if (isAway(c)) throw new Failure('route_not_found')
        await next()
      },
    )
    if (cookiesAreCredentials) app.use(path, guardCookies)
  }
  for (const { path } of routes.filter((route) => route.onlyInDevelopment)) app.use(path, onlyInDevelopment)
  for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
    const allow = ofPath.flatMap(methodsOf)
    // Hono answers HEAD through GET.
    if (!allow.includes('HEAD'))
      app.use(path, async (c, next) => {
        if (c.req.method === 'HEAD') throw new Failure('method_not_allowed', { allow })
        await next()
      })
    for (const { method, run } of ofPath) app.on(method, path, run)
    app.all(path, (c) => {
      if (c.req.method !== 'OPTIONS') throw new Failure('method_not_allowed', { allow })
      c.header('Allow', allow.join(', '))
      return c.body(null, 204)
    })
  }
  for (const path of everywhere) {
    app.all(path, () => {
      throw new Failure('route_not_found')
    })
  }
  return app
}

/** What a route answers to. HEAD changes nothing anywhere, so a GET that changes something is not answered to it. */
const methodsOf = ({ method, changesByReading = false }: Route) =>
  method === 'GET' && !changesByReading ? ['GET', 'HEAD'] : [method]

const openDeps =
  (browserSession: Surface['browserSession']) => async (c: AppContext, next: () => Promise<void>) => {
    const { requestId } = c.var
    const client = (config: ReadyConfig) => clientFacts(c.req.raw, { requestId, config, browserSession })
    c.set('deps', await c.env.openDeps({ client, route: () => routeOf(c), context: c.executionCtx }))
    await next()
  }

async function guardCookies(c: AppContext, next: () => Promise<void>) {
  if (c.req.header('Cookie') !== undefined) refuseForgedCookieUse(c)
  await next()
}

async function onlyInDevelopment(c: AppContext, next: () => Promise<void>) {
  const { config } = c.var.deps
  const { hostname } = new URL(c.req.url)
  // A page anywhere can give its own name the address 127.0.0.1. The browser still sends that name.
  if (config.ENVIRONMENT !== 'development' || !isLoopback(hostname)) throw new Failure('route_not_found')
  await next()
}
