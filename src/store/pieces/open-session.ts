import { and, eq, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { sessions } from '../tables/sessions.ts'
import { endSessions, isEndedBy } from './end-sessions.ts'
import { insertWhen, type NewRow } from './insert-when.ts'
import { isLive, type Liveness } from './live-session.ts'

/** Which other sessions of the user end: those beyond the newest so many, or all, for a reason. */
export type Others = { beyond: Given<number> } | { all: string }

/**
 * The one piece that opens a session: inserts it if `source` finds a row, and ends other sessions of the
 * user. Every transaction that opens a session is made with it, so that none forgets the cap.
 */
export function openSession(
  db: Database,
  {
    session,
    source,
    others,
    at,
  }: {
    session: Omit<NewRow<typeof sessions>, 'id' | 'userId'> & { id: Given<string>; userId: Given<string> }
    source: SQL
    others: Others
    at: Liveness
  },
) {
  const { id, userId } = session
  const ending =
    'all' in others
      ? { reason: others.all, condition: isOpened(id) }
      : {
          reason: 'too_many',
          condition: and(isOpened(id), or(isEndedBy(id), isBeyondNewest(session, others.beyond, at))),
        }
  return {
    session: insertWhen(db, sessions, session, source),
    ended: endSessions(db, { userId, by: id, keep: id, now: at.now, ...ending }),
  }
}

/** Holds in the statements behind, in the same transaction, when the session was opened. */
export const isOpened = (sid: Given<string>) =>
  sql`exists (select 1 from ${sessions} where ${sessions.id} = ${sid})`

/**
 * A session that is not among a user's newest live ones. UUIDv7 ids sort by the moment of signing in; the
 * session just opened is the newest whatever its id, because clocks differ and one millisecond can see two.
 */
const isBeyondNewest = (
  opened: { id: Given<string>; userId: Given<string> },
  max: Given<number>,
  at: Liveness,
) => {
  const others = and(eq(sessions.userId, opened.userId), ne(sessions.id, opened.id), isLive(at))
  return sql`${sessions.id} in (select ${sessions.id} from ${sessions} where ${others} order by ${sessions.id} desc limit -1 offset ${max} - 1)`
}
