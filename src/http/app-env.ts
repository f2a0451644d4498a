import type { Context } from 'hono'
import type { ReadyConfig } from '../config/config.ts'
import type { Client, Deps } from '../core/deps.ts'
import type { TokenClaims } from '../core/tokens/access-token.ts'
import type { AppClaims } from '../core/tokens/app-access-token.ts'

/** What the Worker hands to a request: a way to open what the core needs, or to learn that it cannot be. */
export type Platform = {
  /** @throws Failure unavailable when the configuration is broken */
  openDeps(request: {
    client: (config: ReadyConfig) => Client
    route: () => string
    context: Pick<ExecutionContext, 'waitUntil'>
  }): Promise<Deps>
  rateLimit: RateLimit
  rateLimitSession: RateLimit
  /** What was built beside the Worker. */
  assets: Fetcher
}

/** An access token that was looked at, and its claims if it is valid: of a user's own session, or of an app's. */
export type Verified = { token: string; claims?: TokenClaims | undefined; ofApp?: AppClaims | undefined }

export type AppEnv = {
  Bindings: Platform
  Variables: { requestId: string; deps: Deps; verified?: Verified }
}

export type AppContext = Context<AppEnv>
