import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, forgive } from '../pieces/budgets.ts'
import { type Claim, claimChallenge, isClaimed, supersede } from '../pieces/challenge.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { calm } from '../pieces/mail-bucket.ts'
import { forgiveFailures } from '../pieces/password-failures.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { type User, users } from '../tables/users.ts'

type Given = {
  claim: Claim
  userId: string
  password: string
  failures: readonly Budget[]
  /** Of the mails to this address. */
  bucket: string
  surviving: readonly Purpose[]
}

/** Sets a password for whoever holds the mailbox: the account is verified, and all else that was open ends. */
export const resetPassword = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      claim,
      userId,
      password,
      failures,
      bucket,
      surviving,
    }: Given): Promise<{ user: User; ended: string[] } | undefined> => {
      const { now } = claim
      const claimed = isClaimed(claim)
      const isEnabled = and(eq(users.id, userId), isNull(users.disabledAt))
      const {
        user: [user],
        ended,
      } = await transaction(db, {
        claimed: claimChallenge(
          { db, notBefore },
          claim,
          and(sql`exists (select 1 from ${users} where ${isEnabled})`, eq(challenges.subject, userId)),
        ),
        user: db
          .update(users)
          .set({
            password,
            verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`,
            securityVersion: sql`${users.securityVersion} + 1`,
            updatedAt: now,
          })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        ended: endSessions(db, {
          userId,
          reason: 'password_reset',
          by: claim.claim,
          now,
          condition: claimed,
        }),
        superseded: supersede(db, { subject: userId, which: { allBut: surviving }, now, condition: claimed }),
        forgiven: forgiveFailures(db, userId, claimed),
        forgivenCodes: forgive(db, failures, claimed),
        redeemed: calm(db, bucket, claimed),
      })
      return user && { user, ended: ids(ended) }
    },
  )
