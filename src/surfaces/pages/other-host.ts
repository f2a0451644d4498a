import { isLoopback } from '../../core/loopback.ts'
import type { AppContext } from '../../http/app-env.ts'
import { goTo } from './answers.ts'

/**
 * On a developer's machine 127.0.0.1 is the service too, but not its origin: no form of such a page would be taken.
 * Behind a proxy the name of the host says nothing, so in production nobody is sent elsewhere.
 */
export function onOtherHost(c: AppContext): Response | undefined {
  const { config } = c.var.deps
  const { hostname, origin, pathname, search } = new URL(c.req.url)
  if (config.ENVIRONMENT !== 'development' || !isLoopback(hostname) || origin === config.APP_URL)
    return undefined
  return goTo({ c }, config.APP_URL + pathname + search)
}
