import type { NewSession } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import type { Event } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { type Continued, newSession } from './new-session.ts'

/** Live sessions a user may have; one more ends the oldest. */
export const MAX_SESSIONS = 20

/** What a transaction is to open, and when. */
export type Opening = { session: Required<NewSession>; max: number; now: number }

type Opened = {
  /** The user as they are now: their role stands in the token. */
  user: Pick<User, 'role' | 'email' | 'verifiedAt'>
  /** Ids of the sessions that ended. */
  ended: readonly string[]
  /** The session as it was stored, where the transaction has changed it. */
  session?: Parameters<typeof tokensOf>[0]
}

/**
 * The one door: every session is opened here, whatever has been proven. `deed` is the transaction that
 * redeems the proofs and opens the session, all or nothing. Behind it the sessions that ended are
 * announced, what has happened is recorded, and the tokens are made.
 *
 * @returns undefined when the transaction has done nothing
 */
export async function openSession(
  deps: Deps,
  {
    userId,
    continued,
    recordedAs,
    now = deps.now(),
    deed,
  }: {
    userId: string
    continued?: Continued
    recordedAs: Pick<Event, 'event' | 'reason'>
    /** Milliseconds. */
    now?: number
    deed: (opening: Opening) => Promise<Opened | undefined>
  },
): Promise<TokenPair | undefined> {
  const session = newSession({ userId, now, continued }, deps)
  const opened = await deed({ session, max: MAX_SESSIONS, now })
  if (!opened) return undefined
  announceEnd(deps, opened.ended)
  deps.record({ ...recordedAs, outcome: 'success', userId, sid: session.id })
  return tokensOf(opened.session ?? session, opened.user, deps)
}
