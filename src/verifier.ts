import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Env } from './config.ts'
import { type CheckedToken, checkAccessToken } from './core/tokens/check-access-token.ts'
import { openDeps } from './open.ts'

/**
 * For other Workers of the same account, by service binding: a token checked without HTTP, and unlike a
 * check against the JWKS alone, aware of ended sessions (within 60 s of the end).
 */
export class Verifier extends WorkerEntrypoint<Env> {
  /** Never throws for a token; rejects when neither KV nor D1 can be reached. */
  async verify(token: string): Promise<CheckedToken> {
    const deps = await openDeps(this.env, { route: () => 'verify', context: this.ctx })
    return checkAccessToken(deps, token)
  }
}
