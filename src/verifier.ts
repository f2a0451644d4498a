import { WorkerEntrypoint } from 'cloudflare:workers'
import { type AppDemands, checkDemands, type Demands, insufficiencyOf } from './client/demands.ts'
import type { AppTokenVerifier, AppUser, CheckedToken, TokenVerifier, User } from './client/verifier.ts'
import type { Env } from './config/config.ts'
import { Failure } from './core/failure.ts'
import { checkAccessToken, checkAppToken } from './core/tokens/check-access-token.ts'
import { forWorker, openService } from './compose.ts'

/**
 * For other Workers of the same account, by service binding: a token checked without HTTP, and unlike a
 * check against the JWKS alone, aware of ended sessions (within 70 s of the end: 60 s of KV, and 10 s for which
 * the isolate remembers that a session had not ended).
 */
export class Verifier extends WorkerEntrypoint<Env> implements TokenVerifier, AppTokenVerifier {
  /**
   * Signature, claims, and whether the session has ended. Always an answer: when neither KV nor D1 can be
   * reached, or a setting is wrong, it is `unavailable`, since an exception would lose its kind on its way
   * to the other Worker, and whoever looks at `valid` alone lets nobody in. Only a demand that is none is one.
   *
   * With `app`, a client id, it takes the tokens of that app; without, those of a user's own sessions.
   *
   * @throws TypeError if a demand is none
   */
  async verify(token: string, demands: AppDemands): Promise<CheckedToken<AppUser>>
  // The types of a binding see the last one only: `TokenVerifier`.
  async verify(token: string, demands?: Demands): Promise<CheckedToken>
  async verify(
    token: string,
    demands: Demands & { app?: string } = {},
  ): Promise<CheckedToken<User | AppUser>> {
    checkDemands(demands)
    const { app } = demands
    if (typeof token !== 'string') return { valid: false, reason: 'token_refused' }
    // A wrong setting is in the log already.
    const service = await openService(this.env).catch(() => undefined)
    if (!service) return { valid: false, reason: 'unavailable' }
    const deps = forWorker(service, { route: () => 'verify', context: this.ctx })
    try {
      const checked = await (app === undefined
        ? checkAccessToken(deps, token)
        : checkAppToken(deps, token, { app }))
      return (checked.valid && insufficiencyOf(checked.claims, demands)) || checked
    } catch (error) {
      const reason = error instanceof Failure ? (error.details.reason ?? error.code) : String(error)
      deps.record({ event: 'request_refused', outcome: 'failure', reason })
      return { valid: false, reason: 'unavailable' }
    }
  }
}
