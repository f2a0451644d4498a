import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, forgive } from '../pieces/budgets.ts'
import { type Claim, claimByCode, isClaimed, supersede } from '../pieces/challenge.ts'
import { confirm } from '../pieces/confirm.ts'
import { ids } from '../pieces/end-sessions.ts'
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
 * Proves a mailbox by its code. A caller who is signed in as that address has proven the account too: it is
 * confirmed. Answers the ids of the sessions that ended, or undefined when the code was not this request's to use.
 */
export const proveMailbox = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({ claim, email, proof, failures, bucket, callerSid }: Given): Promise<string[] | undefined> => {
      const { now } = claim
      const claimed = isClaimed(claim)
      const caller = callerSid === undefined ? sql`null` : userOfLive(callerSid, { now, notBefore })
      const userId = sql<string>`(select ${users.id} from ${users} where ${and(eq(users.id, caller), eq(users.email, email))})`
      const outcome = await transaction(db, {
        ...claimByCode({ db, notBefore }, claim),
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
        ...confirm(db, { userId, keep: callerSid, by: claim.claim, now, condition: claimed }),
      })
      return outcome.claimed.length === 1 ? ids(outcome.endedByConfirming) : undefined
    },
  )
