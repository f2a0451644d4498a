import { randomToken } from '../../crypto/random.ts'
import type { OwnAppRows } from '../../store/queries/own-apps.ts'
import type { App } from '../../store/tables/apps.ts'
import { rowOf } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { refuseLimitedPage } from '../sessions/own-sessions.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy, idsOf } from '../tokens/caller.ts'
import { hostOfRedirect } from './redirect-address.ts'
import { type Scope, scopesIn } from './scopes.ts'

/** An app that may act for somebody: they have allowed it, or it has a live session of theirs. */
export type OwnApp = Pick<App, 'name' | 'kind' | 'logoUrl'> & {
  id: string
  /** Of its first address of the web. */
  host: string | undefined
  scopes: Scope[]
  /** When it was allowed, or the oldest of its live sessions was opened. */
  since: number
  /** When it last got tokens; undefined where it has no live session. */
  lastUsedAt: number | undefined
}

const notLive = () => new Failure('token_refused', { reason: 'session_not_live' })

/**
 * The apps that may act for the caller, the one that was allowed last first.
 *
 * @throws Failure token_refused when the caller's session has ended
 */
export async function listOwnApps({ store, now }: Deps, { sid }: TokenClaims): Promise<OwnApp[]> {
  const rows = await store.apps.ownApps({ sid, now: now() })
  if (!rows) throw notLive()
  return ownAppsIn(rows)
}

/** One app each, of what was allowed and of the sessions that there are. */
export function ownAppsIn({ allowed, opened }: OwnAppRows): OwnApp[] {
  const ids = new Set([...allowed, ...opened].map(({ appId }) => appId))
  const found = [...ids].flatMap((id) => {
    const grant = allowed.find(({ appId }) => appId === id)
    const sessions = opened.filter(({ appId }) => appId === id)
    const facts = grant ?? sessions[0]
    if (!facts || id === null) return []
    const { name, kind, logoUrl, redirectUris } = facts
    return [
      {
        id,
        name,
        kind,
        logoUrl,
        host: redirectUris.map(hostOfRedirect).find((host) => host !== undefined),
        scopes: scopesIn([grant, ...sessions].map((each) => each?.scope ?? '').join(' ')),
        since: grant?.grantedAt ?? Math.min(...sessions.map(({ createdAt }) => createdAt)),
        lastUsedAt: sessions.length > 0 ? Math.max(...sessions.map(({ rotatedAt }) => rotatedAt)) : undefined,
      },
    ]
  })
  return found.toSorted((one, other) => other.since - one.since || (one.id < other.id ? -1 : 1))
}

/**
 * Takes an app away from the caller's account: it may act for them no more, and its sessions end at once. An old session
 * may do it: it takes away, and gives nothing.
 *
 * @throws Failure not_found when the app may not act for the caller, token_refused; email_not_verified and
 *   second_step_required for who is limited
 */
export async function removeOwnApp(
  deps: Deps,
  { caller, appId }: { caller: Caller; appId: string },
): Promise<void> {
  const { sid, userId } = idsOf(caller)
  if ('pageSid' in caller) await refuseLimitedPage(deps, caller)
  const about = { event: 'app_removed', outcome: 'success', reason: appId } as const
  const event = rowOf(userId, about, { client: deps.client, now: deps.now() })
  const done = await deps.store.apps.removeOwnApp({ held: heldBy(caller), appId, by: randomToken(), event })
  if (!done) throw notLive()
  if (!done.wasThere) throw new Failure('not_found')
  announceEnd(deps, done.ended)
  deps.record({ ...about, userId, sid })
}
