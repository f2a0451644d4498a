import { and, eq, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'
import { endSessions, isEndedBy } from './end-sessions.ts'
import { insertWhen, type NewRow } from './insert-when.ts'
import { isLive, type Liveness } from './live-session.ts'

/** Which other sessions of the user end: those beyond the newest so many, or all, for a reason. */
export type Others = { beyond: Given<number> } | { all: string }

type Opened = Pick<NewRow<typeof sessions>, 'secondStep'> & { id: Given<string>; userId: Given<string> }

/**
 * The one piece that opens a session: inserts it if `source` finds a row, and ends other sessions of the
 * user. Every transaction that opens a session is made with it, so that none forgets the cap, and none opens
 * a session that lacks the second step of its account, whatever was read before. A session that goes on under
 * another id (`continues`) was let in before.
 */
export function openSession(
  db: Database,
  {
    session,
    source,
    others,
    continues = false,
    at,
  }: {
    session: Omit<NewRow<typeof sessions>, keyof Opened> & Opened
    /** A FROM, if it needs one, and a WHERE. */
    source: { from?: SQL; where: SQL | undefined }
    others: Others
    continues?: boolean
    at: Liveness
  },
) {
  const { id, userId } = session
  const from = source.from ?? sql``
  const isAllowed = continues ? source.where : and(source.where, passesGate(session))
  const ending =
    'all' in others
      ? { reason: others.all, condition: isOpened(id) }
      : {
          reason: 'too_many',
          condition: and(isOpened(id), or(isEndedBy(id), isBeyondNewest(session, others.beyond, at))),
        }
  return {
    session: insertWhen(db, sessions, session, sql`${from} where ${isAllowed}`),
    ended: endSessions(db, { userId, by: id, keep: id, now: at.now, ...ending }),
  }
}

/** Holds when the account lets such a session in: it has no second step, or that was passed; and it is not being deleted. */
const passesGate = ({ userId, secondStep }: Opened) =>
  sql`exists (select 1 from ${users} where ${users.id} = ${userId} and (${users.secondStepAt} is null or ${secondStep ?? false}) and ${users.deletesAt} is null)`

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
