import type { Held } from '../../store/pieces/live-session.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { missingOf } from '../identity/missing.ts'
import { readKinds } from '../sign-in/proof.ts'
import type { TokenClaims } from './access-token.ts'

/**
 * Whoever posts a form of ours, by its cookie and its token. Nobody has looked the session up yet. Its id has another
 * name than in a token: what does not look at the generation does not take it.
 */
export type PageCaller = { pageSid: string; userId: string; generation: number }

export type Caller = TokenClaims | PageCaller

/** What the statements behind the first one need. */
export const idsOf = (caller: Caller) => ({ sid: heldBy(caller).sid, userId: caller.userId })

/** When and by what a caller last proved who they are. */
export type Proven = Pick<TokenClaims, 'authTime' | 'authBy'>

/** What the first statement of a request looks up. */
export const heldBy = (caller: Caller): Held =>
  'pageSid' in caller
    ? { sid: caller.pageSid, generation: caller.generation }
    : { sid: caller.sid, generation: null }

/**
 * A token says what its holder has proven. The cookie of a page says nothing of that, and the row of its session does:
 * nobody reads it who does not hold its present generation, which the last proof has made.
 */
export const provenBy = (caller: Caller, session: Pick<Session, 'authTime' | 'authMethods'>): Proven =>
  'pageSid' in caller ? provenIn(session) : caller

export const provenIn = ({ authTime, authMethods }: Pick<Session, 'authTime' | 'authMethods'>): Proven => ({
  authTime: Math.floor(authTime / 1_000),
  authBy: readKinds(authMethods),
})

/**
 * Refuses in a page what a limited token is refused. A token was looked at where it came in.
 *
 * @throws Failure email_not_verified, second_step_required
 */
export function requireUnlimited(caller: Caller, user: User, config: Deps['config']): void {
  if ('pageSid' in caller) refuseLimited(user, config)
}

/** @throws Failure email_not_verified, second_step_required */
export function refuseLimited(user: User, config: Deps['config']): void {
  const missing = missingOf(user, config)
  if (missing === undefined) return
  throw new Failure(missing, {
    reason: 'limited_session',
    ...(missing === 'second_step_required' && { methods: [] }),
  })
}
