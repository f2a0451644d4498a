import { Hono } from 'hono'
import type { RecordEvent } from '../core/audit/record.ts'
import { Failure } from '../core/failure.ts'
import type { AppContext, AppEnv } from './app-env.ts'
import { clientFacts } from './client-facts.ts'
import { guardOrigin } from './origin.ts'
import { limitByClient } from './rate-limit.ts'
import { type Dialect, refuse } from './refuse.ts'
import { routeOf } from './route.ts'

export type Surface = Hono<AppEnv>

/**
 * One HTTP contract: its routes under its prefixes, and its one way of showing a failure. `routes` adds
 * the routes, with their whole paths; what the prefixes hold besides is 405 for a known path, 404 for
 * the rest, in this surface's format and nobody else's.
 */
export function createSurface({
  prefixes,
  dialect,
  routes,
}: {
  prefixes: readonly string[]
  dialect: Dialect
  routes: (surface: Surface) => void
}): Surface {
  const surface: Surface = new Hono<AppEnv>()
  surface.onError((error, c) => refuse(dialect, toFailure(error, c), c))
  const everywhere = prefixes.map((prefix) => `${prefix}/*`)

  for (const path of everywhere) surface.use(path, openDeps, guardOrigin, limitByClient)
  routes(surface)
  for (const [path, allow] of methodsByPath(surface)) {
    surface.all(path, (c) => {
      if (c.req.method !== 'OPTIONS') throw new Failure('method_not_allowed', { allow })
      c.header('Allow', allow.join(', '))
      return c.body(null, 204)
    })
  }
  for (const path of everywhere) {
    surface.all(path, () => {
      throw new Failure('route_not_found')
    })
  }
  return surface
}

async function openDeps(c: AppContext, next: () => Promise<void>) {
  const client = clientFacts(c.req.raw, c.var.requestId)
  c.set('deps', await c.env.openDeps({ client, route: () => routeOf(c), context: c.executionCtx }))
  await next()
}

/** Each path of a surface with the methods it answers. HEAD is answered through GET. */
function methodsByPath(surface: Surface): Map<string, string[]> {
  const methods = new Map<string, string[]>()
  for (const { path, method } of surface.routes) {
    if (method === 'ALL') continue
    const known = methods.get(path) ?? []
    const added = method === 'GET' ? ['GET', 'HEAD'] : [method]
    methods.set(path, [...new Set([...known, ...added])])
  }
  return methods
}

function toFailure(error: Error, c: AppContext): Failure {
  const failure =
    error instanceof Failure ? error : new Failure('internal', { cause: error, reason: trace(error) })
  // Refusals are recorded where they are decided; here goes what is wrong with us.
  if (failure.code === 'internal' || failure.code === 'unavailable') {
    const record: RecordEvent | undefined = c.var.deps?.record
    const reason = [failure.details.reason, rootCause(failure)].filter(Boolean).join(': ')
    record?.({ event: 'request_refused', outcome: 'failure', reason: `${failure.code}: ${reason}` })
  }
  return failure
}

/** Where it happened, without the message: a message can hold what a client sent. */
const trace = (error: Error) =>
  `${error.name} ${(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .join(' ')}`

/** A vendor's own words for an outage. Drizzle's wrapper would add the statement with its values. */
function rootCause(failure: Failure): string | undefined {
  if (failure.code !== 'unavailable') return undefined
  let cause = failure.cause
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  return cause instanceof Error ? cause.message.slice(0, 200) : undefined
}
