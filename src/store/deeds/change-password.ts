import { and, eq, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Administrator, type Telling, toBeTold, toldIn } from '../pieces/administrators-to-tell.ts'
import type { Budget } from '../pieces/budgets.ts'
import { supersede } from '../pieces/challenge.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { sessionIsLive } from '../pieces/live-session.ts'
import { countNotice, readNotice } from '../pieces/notices.ts'
import { openSession } from '../pieces/open-session.ts'
import { forgiveFailures } from '../pieces/password-failures.ts'
import { givenTry, passTry, type Try } from '../pieces/password-try.ts'
import { provenAnew } from '../pieces/proven-anew.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { type NewSession, type Session, sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

type Given = {
  userId: string
  /** The hash of the new password. */
  to: string
  /** Names this request. */
  by: string
  callerSid: string
  surviving: readonly Purpose[]
  line: Line
  /** What the notice to the owner is taken from, while nobody has proven the address. */
  notices: Budget | undefined
  now: number
}

/** Whether the owner is to be told. */
type Done = { ended: string[]; isTold: boolean }
type Replaced = Done & { caller: Session | undefined; administrators: Administrator[] }

/** What a new password does, whoever sets it, where `isAllowed` and the caller's session is alive. */
function replacement(
  { db, notBefore, passwordIterations }: HashingConnection,
  { userId, to, by, callerSid, surviving, now }: Omit<Given, 'line' | 'notices'>,
  isAllowed?: SQL,
) {
  const changed = sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), eq(users.changedBy, by))})`
  // An unverified account can be a stranger's: a link that proves its mailbox is not the stranger's to end.
  const isVerified = sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), isNotNull(users.verifiedAt))})`
  const mayEnd = or(isVerified, ne(challenges.purpose, 'reset_password'))
  const isCallerLive = sessionIsLive(callerSid, { now, notBefore })
  return {
    changed,
    statements: {
      user: db
        .update(users)
        .set({
          password: to,
          changedBy: by,
          securityVersion: sql`${users.securityVersion} + 1`,
          updatedAt: now,
        })
        .where(and(eq(users.id, userId), or(eq(users.changedBy, by), and(isAllowed, isCallerLive))))
        .returning({ id: users.id }),
      superseded: supersede(db, {
        subject: userId,
        which: { allBut: surviving },
        now,
        condition: sql`${changed} and ${mayEnd}`,
      }),
      forgiven: forgiveFailures(db, userId, changed),
      costliest: raiseCostliestHash(db, passwordIterations),
    },
  }
}

/** Statements that directly follow the line: whether the owner of an address that nobody has proven is told. */
const toOwner = (db: HashingConnection['db'], notices: Budget, now: number) => ({
  counted: countNotice(db, notices, now),
  notice: readNotice(db, notices, now),
})

/**
 * Replaces the password, provided the account is as it was when the present one was proven. Every session of
 * the user ends, the caller's goes on as `successor`. Undefined when nothing was changed.
 */
export const changePassword = (connection: HashingConnection) =>
  repeatable(
    async ({
      securityVersion,
      successor,
      line,
      notices,
      tried,
      ...given
    }: Omit<Given, 'by' | 'userId'> & {
      securityVersion: number
      successor: NewSession
      tried: Try
    }): Promise<Done | undefined> => {
      const { db, notBefore } = connection
      const { now } = given
      const { userId } = successor
      const { changed, statements } = replacement(
        connection,
        { ...given, userId, by: successor.id },
        eq(users.securityVersion, securityVersion),
      )
      const opening = openSession(db, {
        session: successor,
        source: { where: changed },
        kind: 'continuation',
        others: { all: 'password_changed' },
        line,
        at: { now, notBefore },
      })
      const { user, ended, notice } = await transaction(db, {
        ...statements,
        ...opening,
        ...(notices && toOwner(db, notices, now)),
        ...passTry(db, givenTry(tried), { userId, condition: changed }),
      })
      return user.length === 1 ? { ended: ids(ended), isTold: notice?.length !== 0 } : undefined
    },
  )

/**
 * Sets a password without the present one. The sessions of the user end, all but the caller's own. With `proves` the
 * caller's has proven itself by this password. `telling` finds the administrators whom an act of one of them is told.
 * Undefined when nothing was changed.
 */
export const setPassword = (connection: HashingConnection) =>
  repeatable(
    async (
      given: Given & { proves: boolean; telling: Telling | undefined },
    ): Promise<Replaced | undefined> => {
      const { db } = connection
      const { userId, by, callerSid, proves, line, notices, telling, now } = given
      const { changed, statements } = replacement(connection, given)
      const proof = provenAnew({ kind: 'password', passkeyId: undefined, isSecondStep: false, now })
      const outcome = await transaction(db, {
        ...statements,
        ...(proves && {
          // Run again it finds the proof of this moment, and raises the generation no further.
          proven: db
            .update(sessions)
            .set(proof)
            .where(
              and(
                eq(sessions.id, callerSid),
                or(ne(sessions.authTime, now), ne(sessions.authMethods, 'password')),
                changed,
              ),
            ),
        }),
        ended: endSessions(db, {
          userId,
          reason: 'password_changed',
          by,
          keep: callerSid,
          now,
          condition: changed,
        }),
        caller: db.select().from(sessions).where(eq(sessions.id, callerSid)),
        line: writeLine(db, line, { subject: userId, condition: changed }),
        // They count after one another: each writes one row where the line was written.
        ...(notices && toOwner(db, notices, now)),
        ...(telling && toBeTold(db, telling, now)),
      })
      const { user, ended, caller, notice } = outcome
      if (user.length === 0) return undefined
      return {
        ended: ids(ended),
        caller: caller[0],
        isTold: notice?.length !== 0,
        administrators: toldIn(outcome),
      }
    },
  )
