import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { Claims } from '../tokens/access-token.ts'
import { readRefreshToken } from './refresh-token.ts'
import { announceEnd } from './session.ts'

/**
 * Ends the caller's session. A refresh token that comes along ends its session too, when it is the same
 * user's; one that is not is ignored (RFC 7009 §2.2: the client has nothing to gain from an error).
 *
 * @throws Failure token_refused when the session had ended before
 */
export async function signOut(
  deps: Deps,
  { caller, refreshToken }: { caller: Claims; refreshToken: string | undefined },
): Promise<void> {
  const another = refreshToken === undefined ? undefined : await readRefreshToken(deps.keyring, refreshToken)
  const ended = await deps.store.sessions.end({ sid: caller.sid, another: another?.sid, now: deps.now() })
  if (ended.length === 0) throw new Failure('token_refused', { reason: 'session_not_live' })
  announceEnd(deps, ended)
  deps.record({ event: 'signed_out', outcome: 'success', userId: caller.userId, sid: caller.sid })
}
