import { and, eq, isNotNull, isNull, not, sql } from 'drizzle-orm'
import type { HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type AccountProof, isProvenBy } from '../pieces/account-proof.ts'
import { type Budget, forgive } from '../pieces/budgets.ts'
import { type Claim, claimByCode, isClaimed, supersede } from '../pieces/challenge.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { calm } from '../pieces/mail-bucket.ts'
import { yields } from '../pieces/owner.ts'
import { forgetFailures } from '../pieces/password-failures.ts'
import { recovered } from '../pieces/recovered.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { type User, users } from '../tables/users.ts'

type Given = {
  claim: Claim
  userId: string
  /** The account of the prover, should the present one be nobody's: with a new id and the new password. */
  successor: User
  /** It shows whether an unverified account is the caller's. */
  accountProof: AccountProof
  /** Names of the address in the ledger. */
  addressSubjects: readonly string[]
  failures: readonly Budget[]
  /** Of the mails to this address. */
  bucket: string
  surviving: readonly Purpose[]
  line: Line
}

/**
 * Sets a password for whoever holds the mailbox, and ends all else that was open. An unverified account of
 * somebody else yields: it is erased, and `successor` takes its place. Every device that was known becomes
 * unknown.
 */
export const resetPassword = ({ db, notBefore, passwordIterations }: HashingConnection) =>
  repeatable(
    async ({
      claim,
      userId,
      successor,
      accountProof,
      addressSubjects,
      failures,
      bucket,
      surviving,
      line,
    }: Given): Promise<{ user: User; ended: string[] } | undefined> => {
      const { now } = claim
      const claimed = isClaimed(claim)
      const isThis = eq(users.id, userId)
      const isProven = isProvenBy(accountProof, userId, { now, notBefore })
      const isErased = and(
        sql`exists (select 1 from ${users} where ${and(isThis, yields)})`,
        not(isProven),
        claimed,
      )
      const isOwner = and(eq(users.email, successor.email), isNotNull(users.verifiedAt), claimed)
      const owner = sql<string>`(select ${users.id} from ${users} where ${isOwner})`
      const outcome = await transaction(db, {
        ...claimByCode(
          { db, notBefore },
          claim,
          and(
            sql`exists (select 1 from ${users} where ${and(isThis, eq(users.email, successor.email), isNull(users.disabledAt))})`,
            eq(challenges.subject, userId),
          ),
        ),
        ...erase(db, { userId, by: claim.claim, now, keep: claim.id, condition: isErased }),
        successor: insertWhen(
          db,
          users,
          successor,
          sql`where ${claimed} and not exists (select 1 from ${users} where ${isThis})`,
        ),
        user: db
          .update(users)
          .set({
            password: successor.password,
            verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`,
            warnedAt: null,
            ...recovered(now),
            securityVersion: sql`${users.securityVersion} + 1`,
            deviceEpoch: sql`${users.deviceEpoch} + 1`,
            updatedAt: now,
            changedBy: claim.claim,
          })
          .where(and(isThis, claimed, sql`${users.changedBy} is not ${claim.claim}`)),
        ended: endSessions(db, {
          userId,
          reason: 'password_reset',
          by: claim.claim,
          now,
          condition: claimed,
        }),
        superseded: supersede(db, {
          subject: [userId, ...addressSubjects],
          which: { allBut: surviving },
          now,
          condition: claimed,
        }),
        forgiven: forgetFailures(db, userId, claimed),
        costliest: raiseCostliestHash(db, passwordIterations),
        forgivenCodes: forgive(db, failures, claimed),
        redeemed: calm(db, bucket, claimed),
        line: writeLine(db, line, { subject: owner }),
        owner: db.select().from(users).where(isOwner),
      })
      const [user] = outcome.owner
      return user && { user, ended: [...ids(outcome.gone), ...ids(outcome.ended)] }
    },
  )
