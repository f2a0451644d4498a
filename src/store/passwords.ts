import { and, eq, getTableColumns, type InferInsertModel, or, type SQL, sql } from 'drizzle-orm'
import { endSessions, ids, isEndedBy, OUTLIVING_A_PASSWORD, supersedeAll } from './pieces/claims.ts'
import { type Database, type Given, insertWhen, type Places, prepareBatch } from './database.ts'
import { isBeyondNewest, isLive } from './pieces/live-session.ts'
import { passwordFailures } from './tables/password-failures.ts'
import { sessions } from './tables/sessions.ts'
import { users } from './tables/users.ts'
import type { NewSession, Session } from './tables/sessions.ts'
import type { User } from './tables/users.ts'

/** Free tries, then waits of 1, 2, 4 … 3 600 s, then the password is disabled until a reset (design: limits). */
export const FREE_FAILURES = 5
const LONGEST_WAIT_S = 3_600
export const FAILURES_TO_DISABLE = 100

/** Whether a try was admitted, and the account it is about; without an account the work is done all the same. */
export type Reservation = {
  admitted: boolean
  /** When it was not: the moment from which one is, or undefined when only a reset helps. */
  blockedUntil: number | undefined
  account: User | undefined
}

type Tried = { email: string; unknown: string; human: boolean; now: number }
type Opening = Required<NewSession> & { verified: string; password: string; most: number; now: number }

/** Everything that checks or sets a password. Every function is one D1 round trip. */
export function passwordsStore(db: Database, notBefore: number) {
  /**
   * Counts a failure before the password is looked at: parallel tries cannot share a budget. The one
   * statement admits the try, counts it and sets the next wait; a success takes it all back.
   */
  const reserve = (subject: SQL, { human, now }: { human: Given<boolean>; now: Given<number> }) => {
    const failures = sql`${passwordFailures.failures} + 1`
    const wait = sql`min(${LONGEST_WAIT_S}, 1 << min(${failures} - ${FREE_FAILURES}, 20)) * 1000`
    return db
      .insert(passwordFailures)
      .select(sql`select ${subject}, 1, 0, ${now} where ${subject} is not null`)
      .onConflictDoUpdate({
        target: passwordFailures.subject,
        set: {
          failures,
          blockedUntil: sql`case when ${failures} < ${FREE_FAILURES} then 0 else ${now} + ${wait} end`,
          updatedAt: now,
        },
        setWhere: sql`${passwordFailures.blockedUntil} <= ${now} and ${passwordFailures.failures} < ${FAILURES_TO_DISABLE} and (${passwordFailures.failures} < ${FREE_FAILURES} or ${human})`,
      })
      .returning({ failures: passwordFailures.failures })
  }

  const subjectRow = (subject: SQL) =>
    db
      .select({
        ...getTableColumns(users),
        failures: passwordFailures.failures,
        blockedUntil: passwordFailures.blockedUntil,
      })
      .from(passwordFailures)
      .leftJoin(users, eq(users.id, passwordFailures.subject))
      .where(eq(passwordFailures.subject, subject))

  const readReservation = (
    reserved: { failures: number }[],
    [row]: Awaited<ReturnType<typeof subjectRow>>,
  ): Reservation | undefined => {
    if (!row) return undefined
    const { failures, blockedUntil, ...user } = row
    return {
      admitted: reserved.length === 1,
      blockedUntil: failures >= FAILURES_TO_DISABLE ? undefined : blockedUntil,
      account: user.id === null ? undefined : (user as User),
    }
  }

  const reserveByEmail = prepareBatch(db, (tried: Places<Tried>) => {
    const known = sql`select ${users.id} from ${users} where ${users.email} = ${tried.email}`
    const subject = sql`coalesce((${known}), ${tried.unknown})`
    return [reserve(subject, tried), subjectRow(subject)]
  })

  const openSession = prepareBatch(db, (opening: Places<Opening>) => {
    const { userId, now, verified, password } = opening
    const opened = sql`exists (select 1 from ${sessions} where ${sessions.id} = ${opening.id})`
    const tooMany = isBeyondNewest(userId, opening.most, { now, notBefore })
    return [
      insertWhen(
        db,
        sessions,
        opening,
        sql`from ${users} where ${users.id} = ${userId} and ${users.password} = ${verified} and ${users.disabledAt} is null`,
      ),
      db
        .update(users)
        .set({ lastLoginAt: now, password })
        .where(and(eq(users.id, userId), sql`${users.password} in (${verified}, ${password})`, opened))
        .returning({ id: users.id }),
      db.delete(passwordFailures).where(and(eq(passwordFailures.subject, userId), opened)),
      endSessions(db, {
        userId,
        reason: 'too_many',
        by: opening.id,
        now,
        condition: and(opened, or(isEndedBy(opening.id), tooMany)),
      }),
    ]
  })

  return {
    /** Reserves a try for an address. Unknown ones are counted under a name made of their MAC. */
    async reserveByEmail(tried: Tried): Promise<Reservation> {
      const [reserved, rows] = await reserveByEmail(tried)
      return readReservation(reserved, rows) as Reservation
    },

    /** Reserves a try for the user of a live session; undefined when it is not alive. */
    async reserveBySession({
      sid,
      human,
      now,
    }: {
      sid: string
      human: boolean
      now: number
    }): Promise<(Reservation & { session: Session }) | undefined> {
      const live = and(eq(sessions.id, sid), isLive({ now, notBefore }))
      const subject = sql`(select ${sessions.userId} from ${sessions} where ${live})`
      const [reserved, rows, [session]] = await db.batch([
        reserve(subject, { human, now }),
        subjectRow(subject),
        db.select().from(sessions).where(live),
      ])
      const reservation = readReservation(reserved, rows)
      return reservation && session && { ...reservation, session }
    },

    /** Takes the failures back: the password was right, whatever else was wrong. */
    async forgive(userId: string): Promise<void> {
      await db.delete(passwordFailures).where(eq(passwordFailures.subject, userId))
    },

    /**
     * Opens a session for a password just verified, provided it is still the account's password and the
     * account is not disabled; forgives the failures, replaces an outdated hash, ends what is beyond the
     * number of live sessions. Answers the ids of ended sessions, or undefined when nothing was opened.
     */
    async openSession({
      session,
      rehashed,
      ...rest
    }: {
      verified: string
      rehashed: string | undefined
      session: Required<NewSession>
      most: number
      now: number
    }): Promise<string[] | undefined> {
      const [, [user], , ended] = await openSession({
        ...session,
        ...rest,
        password: rehashed ?? rest.verified,
      })
      return user && ids(ended)
    },

    /**
     * Replaces the password, provided the caller's session is still alive and, where `from` is given, the
     * password is still that one. Ends the user's sessions (all but `keep`), outstanding codes and reset
     * links, and opens `successor`, if any.
     * Answers the ids of the ended sessions, or undefined when nothing was changed.
     */
    async replace({
      userId,
      from,
      to,
      by,
      callerSid,
      keep,
      successor,
      now,
    }: {
      userId: string
      from?: string
      to: string
      by: string
      callerSid: string
      keep?: string
      successor?: InferInsertModel<typeof sessions>
      now: number
    }): Promise<string[] | undefined> {
      const callerIsLive = sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, callerSid), isLive({ now, notBefore }))})`
      const isFrom = from === undefined ? undefined : eq(users.password, from)
      // The new string is salted, so nobody else can have written it: finding it proves our own change.
      const changed = and(eq(users.id, userId), eq(users.password, to))
      const isChanged = sql`exists (select 1 from ${users} where ${changed})`
      const [updated, ended] = await db.batch([
        db
          .update(users)
          .set({ password: to, securityVersion: sql`${users.securityVersion} + 1`, updatedAt: now })
          .where(and(eq(users.id, userId), or(eq(users.password, to), and(isFrom, callerIsLive))))
          .returning({ id: users.id }),
        endSessions(db, {
          userId,
          reason: 'password_changed',
          by,
          keep: keep ?? successor?.id,
          now,
          condition: isChanged,
        }),
        supersedeAll(db, { subject: userId, outliving: OUTLIVING_A_PASSWORD, now, condition: isChanged }),
        db.delete(passwordFailures).where(and(eq(passwordFailures.subject, userId), isChanged)),
        ...(successor ? [insertWhen(db, sessions, successor, sql`from ${users} where ${changed}`)] : []),
      ])
      return updated.length === 1 ? ids(ended) : undefined
    },
  }
}
