import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

/** The pattern of the route that answers a request, however its path was spelled. */
export function routeOf(c: Context): string {
  const routes = matchedRoutes(c).map(({ path }) => path)
  return routes.find((path) => !path.endsWith('*')) ?? routes.at(-1) ?? '*'
}
