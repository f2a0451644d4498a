import type { AccountRows } from '../../store/queries/account-page.ts'
import type { Page } from '../../store/queries/events.ts'
import { type OwnApp, ownAppsIn } from '../apps/own-apps.ts'
import type { Deps } from '../deps.ts'
import { Failure, type Method } from '../failure.ts'
import { type Security, securityOf } from '../factors/security.ts'
import { type Missing, missingOf } from '../identity/missing.ts'
import { relyingPartyOf } from '../passkeys/relying-party.ts'
import { touch } from '../sessions/touch.ts'
import { provenIn, refuseLimited } from '../tokens/caller.ts'
import type { PageSession } from '../tokens/page-session.ts'
import { isFresh, methodsToBeFresh } from './fresh.ts'

/** What a page shows besides the user. */
export type Wants = {
  passkeys?: boolean | undefined
  sessions?: boolean | undefined
  apps?: boolean | undefined
  connections?: boolean | undefined
  events?: Page | undefined
}

/** Whoever is signed in in a browser, as D1 knows them now. What was not wanted is an empty list. */
export type AccountPage = Omit<AccountRows, 'apps'> & {
  apps: OwnApp[]
  security: Security
  isFresh: boolean
  /** What they can prove themselves with to be fresh. */
  methods: Method[]
  missing: Missing | undefined
}

/**
 * What a page about an account shows, by the cookie of the browser: one round trip. Reading changes nothing, but that
 * the session lives on.
 *
 * @throws Failure token_refused; for sessions, apps and history email_not_verified and second_step_required where the account
 *   lacks something
 */
export async function readAccountPage(
  deps: Deps,
  { page, wants = {}, touches = true }: { page: PageSession; wants?: Wants; touches?: boolean },
): Promise<AccountPage> {
  const { config, store } = deps
  const now = deps.now()
  const rows = await store.queries.accountPage({
    held: page,
    rpId: wants.passkeys === true ? relyingPartyOf(config)?.id : undefined,
    sessions: wants.sessions === true,
    apps: wants.apps === true,
    connections: wants.connections === true,
    events: wants.events,
    now,
  })
  if (!rows) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { session, user, factors } = rows
  if (wants.sessions === true || wants.apps === true || wants.events) refuseLimited(user, config)
  if (touches) touch(deps, session)
  return {
    ...rows,
    apps: ownAppsIn(rows.apps),
    security: securityOf(user, factors),
    isFresh: isFresh(deps, provenIn(session), { ...user, hasPasskey: factors.passkeys > 0 }),
    methods: methodsToBeFresh(user, factors),
    missing: missingOf(user, config),
  }
}
