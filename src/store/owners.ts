import { and, eq, or, sql } from 'drizzle-orm'
import {
  type Claim,
  claimChallenge,
  endSessions,
  forgiveFailures,
  ids,
  isClaimedBy,
  isEndable,
  isEndedBy,
  supersedeAll,
} from './pieces/claims.ts'
import { type Database, insertWhen } from './database.ts'
import { isBeyondNewest } from './pieces/live-session.ts'
import { challenges } from './tables/challenges.ts'
import { passwordFailures } from './tables/password-failures.ts'
import { sessions } from './tables/sessions.ts'
import { users } from './tables/users.ts'
import type { NewSession } from './tables/sessions.ts'
import type { User } from './tables/users.ts'

/**
 * What a mailed code or link does for whoever proves to be the owner: a session, or a new password.
 * Each function is one transaction of claim and effect, and answers undefined when nothing has happened.
 */
export function ownersStore(db: Database, notBefore: number) {
  return {
    /** Opens a session; password and mailbox are both proven, so the account becomes verified. `endSid` ends. */
    async signIn({
      id,
      claim,
      now,
      session,
      endSid,
      most,
    }: Claim & { session: NewSession; endSid: string | undefined; most: number }): Promise<
      { user: User; ended: string[] } | undefined
    > {
      const { userId } = session
      const claimed = isClaimedBy(id, claim)
      const enabled = sql`exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.disabledAt} is null)`
      const [, , , [user], tooMany, old] = await db.batch([
        claimChallenge(db, { id, claim, now, condition: enabled }),
        forgiveFailures(db, { subject: userId, purpose: 'sign_in' }, claimed),
        insertWhen(db, sessions, session, sql`where ${claimed}`),
        db
          .update(users)
          .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, lastLoginAt: now })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        endSessions(db, {
          userId,
          reason: 'too_many',
          by: session.id,
          now,
          condition: and(
            claimed,
            or(isEndedBy(session.id), isBeyondNewest(userId, most, { now, notBefore })),
          ),
        }),
        db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'signed_in_anew', revokedBy: claim })
          .where(and(eq(sessions.id, endSid ?? ''), isEndable(claim), claimed))
          .returning({ id: sessions.id }),
      ])
      return user && { user, ended: ids([...tooMany, ...old]) }
    },

    /** Sets a password for whoever holds the mailbox: the account is verified, and all else that was open ends. */
    async resetPassword({
      id,
      claim,
      now,
      purpose,
      userId,
      password,
    }: Claim & { purpose: 'reset_password' | 'reset_link'; userId: string; password: string }): Promise<
      { user: User; ended: string[] } | undefined
    > {
      const claimed = isClaimedBy(id, claim)
      const enabled = sql`exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.disabledAt} is null)`
      const [, [user], ended] = await db.batch([
        claimChallenge(db, {
          id,
          claim,
          now,
          purpose,
          condition: and(enabled, eq(challenges.subject, userId)),
        }),
        db
          .update(users)
          .set({
            password,
            verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`,
            securityVersion: sql`${users.securityVersion} + 1`,
            updatedAt: now,
          })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        endSessions(db, { userId, reason: 'password_reset', by: claim, now, condition: claimed }),
        supersedeAll(db, { subject: userId, now, condition: claimed }),
        db.delete(passwordFailures).where(and(eq(passwordFailures.subject, userId), claimed)),
        forgiveFailures(db, { subject: userId, purpose }, claimed),
      ])
      return user && { user, ended: ids(ended) }
    },
  }
}
