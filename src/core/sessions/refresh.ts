import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { announceEnd } from './announce-end.ts'
import { idleEnd } from './idle-end.ts'

/** How long the predecessor of a refresh token still yields the same successor: several tabs, a lost answer. */
const GRACE_MS = 10_000
/** How often: whoever has stolen a predecessor does not get tokens without end. */
const MAX_REPEATS = 20

/**
 * Exchanges a refresh token for the next pair (RFC 9700 §4.14.2). Of any number of requests that bring
 * the same token one rotates and all get the same successor. An older token means two holders: the
 * session ends for both. One D1 round trip; a second one only for a token that is not the present one.
 *
 * @throws Failure refresh_token_refused, for every reason alike
 */
export async function refresh(deps: Deps, { refreshToken }: { refreshToken: string }): Promise<TokenPair> {
  const { config, keyring, store, record } = deps
  const refused = (reason: string, sid?: string) => {
    record({ event: 'refresh_refused', outcome: 'refused', reason, ...(sid && { sid }) })
    return new Failure('refresh_token_refused')
  }

  const token = await readRefreshToken(keyring, refreshToken)
  if (!token) throw refused('not_ours')

  const now = deps.now()
  const presented = { ...token, now }
  const rotated = await store.deeds.rotateSession({ ...presented, idleExpiresAt: idleEnd(config, now) })
  if (rotated) {
    record({ event: 'session_refreshed', outcome: 'success', userId: rotated.userId, sid: token.sid })
    return tokensOf(rotated, rotated, deps)
  }

  const { repeated, reused } = await store.deeds.repeatOrEnd({
    ...presented,
    by: randomToken(),
    graceMs: GRACE_MS,
    maxRepeats: MAX_REPEATS,
  })
  if (repeated) return tokensOf(repeated, repeated, deps)
  if (!reused) throw refused('not_live', token.sid)

  announceEnd(deps, [token.sid])
  const notice = { to: reused.email, language: languageOf(reused, deps), key: `session-reused/${token.sid}` }
  deps.defer(deps.mailer.sessionReused({ ...notice, ...requestOrigin(deps) }))
  record({ event: 'refresh_token_reused', outcome: 'refused', userId: reused.userId, sid: token.sid })
  throw new Failure('refresh_token_refused')
}
