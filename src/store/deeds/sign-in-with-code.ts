import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, forgive } from '../pieces/budgets.ts'
import { type Claim, claimChallenge, isClaimed } from '../pieces/challenge.ts'
import { ids, isEndable } from '../pieces/end-sessions.ts'
import { openSession } from '../pieces/open-session.ts'
import { repeatable } from '../repetition.ts'
import { type NewSession, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

type Given = {
  claim: Claim
  session: NewSession
  max: number
  /** Of the code: a success takes them back. */
  failures: readonly Budget[]
  /** The session that the browser had before: it ends. */
  earlierSid: string | undefined
}

/**
 * Opens a session for a mailed code, after a right password: both are proven, so the account becomes
 * verified. Undefined when the code was used by another request, or the account is disabled.
 */
export const signInWithCode = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      claim,
      session,
      max,
      failures,
      earlierSid,
    }: Given): Promise<{ user: User; ended: string[] } | undefined> => {
      const { userId } = session
      const { now } = claim
      const claimed = isClaimed(claim)
      const isEnabled = and(eq(users.id, userId), isNull(users.disabledAt))
      const opening = openSession(db, {
        session,
        source: sql`where ${claimed}`,
        others: { beyond: max },
        at: { now, notBefore },
      })
      const {
        user: [user],
        ended,
        earlier,
      } = await transaction(db, {
        claimed: claimChallenge(
          { db, notBefore },
          claim,
          sql`exists (select 1 from ${users} where ${isEnabled})`,
        ),
        forgiven: forgive(db, failures, claimed),
        session: opening.session,
        user: db
          .update(users)
          .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, lastLoginAt: now })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        ended: opening.ended,
        earlier: db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'signed_in_anew', revokedBy: session.id })
          .where(and(eq(sessions.id, earlierSid ?? sql`null`), isEndable(session.id), claimed))
          .returning({ id: sessions.id }),
      })
      return user && { user, ended: ids([...ended, ...earlier]) }
    },
  )
