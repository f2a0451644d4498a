import type { Context } from 'hono'
import type { Client, Deps } from '../core/deps.ts'

/** What the Worker hands to a request: a way to open what the core needs, or to learn that it cannot be. */
export type Platform = {
  /** @throws Failure unavailable when the configuration is broken */
  openDeps(request: {
    client: Client
    route: () => string
    context: Pick<ExecutionContext, 'waitUntil'>
  }): Promise<Deps>
  rateLimit: RateLimit
  /** What was built beside the Worker. */
  assets: Fetcher
}

export type AppEnv = {
  Bindings: Platform
  Variables: { requestId: string; deps: Deps }
}

export type AppContext = Context<AppEnv>
