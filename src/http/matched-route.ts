import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

/** The pattern of the route that answers a request, whatever spelling of it was asked for. */
export function routeOf(c: Context): string {
  const routes = matchedRoutes(c).map(({ path }) => path)
  return routes.find((path) => !path.endsWith('*')) ?? routes.at(-1) ?? '*'
}
