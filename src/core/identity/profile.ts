import type { Factors } from '../../store/pieces/factors.ts'
import type { SeenUser } from '../../store/pieces/last-login.ts'
import type { Profile, User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'
import { actsAsAdministrator } from './missing.ts'

type Needs = Pick<Deps, 'store' | 'now' | 'config' | 'lineOf' | 'log'>

const notLive = () => new Failure('token_refused', { reason: 'session_not_live' })

/** The caller as they are in D1 now. The claims of a token may be out of date. */
export async function readOwnProfile({ store, now }: Needs, caller: TokenClaims): Promise<SeenUser> {
  const user = await store.queries.userBySession({ held: heldBy(caller), now: now() })
  if (!user) throw notLive()
  return user
}

/** What users may change of themselves. */
type Changes = Partial<Profile & Pick<User, 'language'>>

/** Changes the members that are named. */
export async function changeOwnProfile(
  { store, now, lineOf, log }: Needs,
  { caller, changes }: { caller: Caller; changes: Changes },
): Promise<SeenUser> {
  const held = heldBy(caller)
  const event = { event: 'profile_changed', outcome: 'success' } as const
  const user = await store.deeds.editProfile({ held, changes, line: lineOf(event), now: now() })
  if (!user) throw notLive()
  log({ ...event, userId: user.id, sid: held.sid })
  return user
}

/**
 * A user, and whether the caller sees all of them: the user themselves and administrators do. And the caller, with their
 * factors. Who has asked for the deletion of their account is seen by administrators only.
 */
export async function readProfile(
  { store, now, config }: Needs,
  { caller, userId }: { caller: TokenClaims; userId: string },
): Promise<{ user: SeenUser; whole: boolean; self: User; factors: Factors }> {
  const found = await store.queries.userBySessionAndTarget({ sid: caller.sid, userId, now: now() })
  if (!found) throw notLive()
  const { target } = found
  if (!target) throw new Failure('user_not_found', { userId })
  const whole = target.id === found.caller.id || actsAsAdministrator(found.caller, config, caller)
  if (target.deletesAt !== null && !whole) throw new Failure('user_not_found', { userId })
  return { user: target, whole, self: found.caller, factors: found.factors }
}
