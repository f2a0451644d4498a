import { and, eq, getTableColumns, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { type Database, type Given, places } from '../database.ts'
import { type NewSession, type Session, sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'
import type { Device } from './account-proof.ts'
import { endSessions, isEndedBy } from './end-sessions.ts'
import { insertWhen, type NewRow } from './insert-when.ts'
import { isLive, type Liveness } from './live-session.ts'
import { countNewDevice, isToTell } from './new-device.ts'
import { type GivenLine, type Line, type LineWhen, writeLines } from './write-event.ts'

/** Which other sessions of the user end: those beyond the newest so many, or all, for a reason. */
type Others = { beyond: Given<number> } | { all: string }

type Opened = Pick<NewRow<typeof sessions>, 'secondStep'> & { id: Given<string>; userId: Given<string> }

type Opening = {
  session: Omit<NewRow<typeof sessions>, keyof Opened> & Opened
  /** A FROM, if it needs one, and a WHERE. */
  source: { from?: SQL; where: SQL | undefined }
  others: Others
  /** What the owner reads of it in their history. */
  line: GivenLine
  /** What they read instead where no session opens. */
  otherwise?: readonly LineWhen[]
  /** The session that the browser had before. */
  earlierSid?: Given<string> | undefined
  /** It comes from a provider that nobody is asked again after, but an administrator. */
  skipsSecondStep?: boolean
  at: Liveness
}

/** What a deed is given to open a session with. */
export type ToOpen = {
  session: NewSession
  max: number
  /** Those whose tokens were sent. */
  devices: readonly Device[]
  /** The session that the browser had before: it ends. */
  earlierSid: string | undefined
  /** What the owner reads of it in their history. */
  line: Line
}

/** The places of a session in a transaction that is prepared. */
export const sessionPlaces = () => places(...(Object.keys(getTableColumns(sessions)) as (keyof Session)[]))

type SignIn = Opening & { devices: Given<string>; earlierSid: Given<string> | undefined; done: SQL }

/**
 * The one piece that opens a session of an account that somebody signs in to. Besides what `openSession` does it
 * finds out whether the owner is to be told, because nobody has signed in from such a device. The statements of
 * `opened` follow each other in the transaction. `devices` is the list of those whose tokens were sent. `owner` is the
 * account as it is behind that, where `done` holds: when the proofs were redeemed, whether or not they open a session.
 * `signedIn` reads its row.
 */
export function openSignIn(db: Database, { done, ...opening }: SignIn) {
  const { session, ended, line } = openSession(db, { ...opening, kind: 'sign_in' })
  const about = { session: opening.session, devices: opening.devices, now: opening.at.now }
  const isOpen = sql<number>`${isOpened(opening.session.id, isNull(sessions.revokedAt))}`.as('is_open')
  const isTold = sql<number>`${isToTell(about)}`.as('is_told')
  return {
    opened: { session, counted: countNewDevice(db, about), line },
    owner: db
      .select({ ...getTableColumns(users), isOpen, isTold })
      .from(users)
      .where(and(eq(users.id, opening.session.userId), done)),
    ended,
  }
}

/**
 * The same for a new account, and for a session that goes on under another id: that one was let in before. The
 * session is inserted if `source` finds a row. Other sessions of the user end, and the one that the browser had before,
 * whosever it was. Every transaction that opens a session is made with this file, so that none forgets that, and none
 * opens a session that lacks the second step of its account, whatever was read before.
 */
export function openSession(
  db: Database,
  {
    session,
    source,
    others,
    line,
    otherwise = [],
    earlierSid,
    skipsSecondStep = false,
    kind,
    at,
  }: Opening & { kind: 'sign_in' | 'registration' | 'continuation' },
) {
  const { id, userId } = session
  const from = source.from ?? sql``
  const isAllowed =
    kind === 'continuation' ? source.where : and(source.where, passesGate(session, skipsSecondStep))
  const ending =
    'all' in others
      ? { reason: others.all, condition: isOpened(id) }
      : {
          reason: 'too_many',
          condition: and(isOpened(id), or(isEndedBy(id), isBeyondNewest(session, others.beyond, at))),
        }
  return {
    session: insertWhen(db, sessions, session, sql`${from} where ${isAllowed}`),
    ended: endSessions(db, {
      userId,
      by: id,
      keep: id,
      now: at.now,
      ...ending,
      earlier: earlierSid === undefined ? undefined : { sid: earlierSid, condition: isOpened(id) },
    }),
    line: writeLines(db, [{ line, condition: isOpened(id) }, ...otherwise], userId),
  }
}

/** Holds of an account, in statements on users, that asks for no more than the session has: its second step was passed, or is skipped. */
export const isEnough = ({ secondStep }: Pick<Opened, 'secondStep'>, skipsSecondStep = false) =>
  or(
    isNull(users.secondStepAt),
    sql`${secondStep ?? false}`,
    skipsSecondStep ? ne(users.role, 'admin') : undefined,
  )

/** The same of one that is not being deleted either: it lets the session in. What redeems the proofs asks this, too. */
export const letsIn = (session: Pick<Opened, 'secondStep'>, skipsSecondStep = false) =>
  and(isEnough(session, skipsSecondStep), isNull(users.deletesAt))

const passesGate = (session: Opened, skipsSecondStep: boolean) =>
  sql`exists (select 1 from ${users} where ${and(eq(users.id, session.userId), letsIn(session, skipsSecondStep))})`

/** Holds in the statements behind, in the same transaction, when the session was opened. */
export const isOpened = (sid: Given<string>, condition?: SQL) =>
  sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, sid), condition)})`

/**
 * A session that is not among a user's newest live ones. Those of apps count apart. UUIDv7 ids sort by the moment of signing in; the
 * session just opened is the newest whatever its id, because clocks differ and one millisecond can see two.
 */
const isBeyondNewest = (
  opened: { id: Given<string>; userId: Given<string> },
  max: Given<number>,
  at: Liveness,
) => {
  const isOwn = and(eq(sessions.userId, opened.userId), isNull(sessions.appId))
  const others = and(isOwn, ne(sessions.id, opened.id), isLive(at))
  return sql`${sessions.id} in (select ${sessions.id} from ${sessions} where ${others} order by ${sessions.id} desc limit -1 offset ${max} - 1)`
}

/** At most so many live sessions of an app and a browser's session; one more ends the oldest. */
type AppOpening = { session: AppSession; source: SQL; max: number; at: Liveness }

/** The row of an app's session: which app it is, the session that it came from, and the request that opens it. */
export type AppSession = Session & { appId: string; parentId: string; openedBy: string }

/**
 * The session of an app, inserted if `source` finds a row. It belongs to the session of a browser, which was let in
 * before, so it counts apart.
 */
export function openAppSession(db: Database, { session, source, max, at }: AppOpening) {
  const { id, userId, appId, parentId, openedBy: by } = session
  const isMine = sql`exists (select 1 from ${sessions} as mine where mine.id = ${id} and mine.opened_by = ${by})`
  const isOfSame = and(
    eq(sessions.userId, userId),
    eq(sessions.appId, appId),
    eq(sessions.parentId, parentId),
    ne(sessions.id, id),
    isLive(at),
  )
  const isBeyond = sql`${sessions.id} in (select ${sessions.id} from ${sessions} where ${isOfSame} order by ${sessions.createdAt} desc, ${sessions.id} desc limit -1 offset ${max} - 1)`
  return {
    opened: insertWhen(db, sessions, session, source),
    ended: endSessions(db, {
      userId,
      reason: 'too_many',
      by,
      keep: id,
      now: at.now,
      condition: and(isMine, or(isEndedBy(by), isBeyond)),
    }),
  }
}
