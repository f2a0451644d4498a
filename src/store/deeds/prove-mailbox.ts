import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, forgive } from '../pieces/budgets.ts'
import { type Claim, claimChallenge, isClaimed, supersede } from '../pieces/challenge.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { userOfLive } from '../pieces/live-session.ts'
import { calm } from '../pieces/mail-bucket.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type NewChallenge } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

type Given = {
  claim: Claim
  email: string
  /** The challenge that the code gives way to: good for making one account. */
  proof: NewChallenge
  failures: readonly Budget[]
  /** Of the mails to this address. */
  bucket: string
  callerSid: string | undefined
}

/**
 * Proves a mailbox by its code. A caller who is signed in as that address is verified. True when the code
 * was this request's to use.
 */
export const proveMailbox = ({ db, notBefore }: Connection) =>
  repeatable(async ({ claim, email, proof, failures, bucket, callerSid }: Given): Promise<boolean> => {
    const { now } = claim
    const claimed = isClaimed(claim)
    const caller = callerSid === undefined ? sql`null` : userOfLive(callerSid, { now, notBefore })
    const outcome = await transaction(db, {
      claimed: claimChallenge({ db, notBefore }, claim),
      forgiven: forgive(db, failures, claimed),
      redeemed: calm(db, bucket, claimed),
      superseded: supersede(db, {
        subject: proof.subject,
        which: { only: proof.purpose },
        keep: proof.id,
        now,
        condition: claimed,
      }),
      proof: insertWhen(db, challenges, proof, sql`where ${claimed}`),
      verified: db
        .update(users)
        .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, updatedAt: now })
        .where(and(eq(users.id, caller), eq(users.email, email), claimed)),
    })
    return outcome.claimed.length === 1
  })
