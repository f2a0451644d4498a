import { and, eq, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { supersede } from '../pieces/challenge.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { sessionIsLive } from '../pieces/live-session.ts'
import { openSession } from '../pieces/open-session.ts'
import { forgiveFailures } from '../pieces/password-failures.ts'
import { givenTry, passTry, type Try } from '../pieces/password-try.ts'
import { provenAnew } from '../pieces/proven-anew.ts'
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
  now: number
}

type Replaced = { ended: string[]; caller: Session | undefined }

/** What a new password does, whoever sets it, where `isAllowed` and the caller's session is alive. */
function replacement(
  { db, notBefore, passwordIterations }: HashingConnection,
  { userId, to, by, callerSid, surviving, now }: Given,
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

/**
 * Replaces the password, provided the account is as it was when the present one was proven. Every session of
 * the user ends, the caller's goes on as `successor`. Answers the ids of the ended sessions, or undefined when nothing was changed.
 */
export const changePassword = (connection: HashingConnection) =>
  repeatable(
    async ({
      securityVersion,
      successor,
      tried,
      ...given
    }: Omit<Given, 'by' | 'userId'> & {
      securityVersion: number
      successor: NewSession
      tried: Try
    }): Promise<string[] | undefined> => {
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
        at: { now, notBefore },
      })
      const { user, ended } = await transaction(db, {
        ...statements,
        ...opening,
        ...passTry(db, givenTry(tried), { userId, condition: changed }),
      })
      return user.length === 1 ? ids(ended) : undefined
    },
  )

/**
 * Sets a password without the present one. The sessions of the user end, all but the caller's own. With `proves` the
 * caller's has proven itself by this password. Answers the ids of those that have ended, and the caller's; undefined
 * when nothing was changed.
 */
export const setPassword = (connection: HashingConnection) =>
  repeatable(async (given: Given & { proves: boolean }): Promise<Replaced | undefined> => {
    const { db } = connection
    const { userId, by, callerSid, proves, now } = given
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
    })
    const { user, ended, caller } = outcome
    return user.length === 1 ? { ended: ids(ended), caller: caller[0] } : undefined
  })
