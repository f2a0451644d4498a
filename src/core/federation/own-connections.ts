import type { Connection } from '../../store/tables/connections.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { mayChangeFactors } from '../factors/may-change.ts'
import { changeLine, tellOwner } from '../factors/tell-owner.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy, idsOf } from '../tokens/caller.ts'
import { labelOf, offeredBy } from './offered.ts'

/** @throws Failure token_refused */
export async function listConnections(deps: Deps, caller: TokenClaims): Promise<Connection[]> {
  const found = await deps.store.federation.ownConnections({ held: heldBy(caller), now: deps.now() })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  return found
}

/**
 * Takes a connection away.
 *
 * @throws Failure not_found; last_way_in where nothing would be left to sign in with; token_refused, sign_in_again,
 *   email_not_verified, recently_recovered
 */
export async function disconnect(deps: Deps, { caller, id }: { caller: Caller; id: string }): Promise<void> {
  const found = await mayChangeFactors(deps, caller)
  const { sid, userId } = idsOf(caller)
  const offered = offeredBy(deps.config)
  const line = changeLine(deps, 'connection_removed')
  const done = await deps.store.federation.disconnect({ sid, userId, id, offered, line, now: deps.now() })
  if (!done) throw new Failure('not_found')
  if (!done.removed) throw new Failure('last_way_in')
  tellOwner(deps, found, 'connection_removed', { provider: labelOf(deps.config, done.removed.provider) })
}
