import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { deviceList } from '../pieces/account-proof.ts'
import { type Budget, forgive } from '../pieces/budgets.ts'
import { type Claim, claimByCode, isClaimed } from '../pieces/challenge.ts'
import { confirm } from '../pieces/confirm.ts'
import { letsIn, openSignIn, type ToOpen } from '../pieces/open-session.ts'
import { type SignedIn, signedIn } from '../pieces/signed-in.ts'
import { repeatable } from '../repetition.ts'
import { users } from '../tables/users.ts'

type Given = ToOpen & {
  claim: Claim
  /** Of the code: a success takes them back. */
  failures: readonly Budget[]
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
      devices,
      failures,
      earlierSid,
      line,
    }: Given): Promise<SignedIn | undefined> => {
      const { userId } = session
      const { now } = claim
      const claimed = isClaimed(claim)
      const isOpen = and(eq(users.id, userId), isNull(users.disabledAt), letsIn(session))
      const opening = openSignIn(db, {
        session,
        source: { where: claimed },
        others: { beyond: max },
        done: claimed,
        line,
        devices: deviceList(devices),
        earlierSid,
        at: { now, notBefore },
      })
      const { owner, endedByConfirming, ended } = await transaction(db, {
        ...claimByCode({ db, notBefore }, claim, sql`exists (select 1 from ${users} where ${isOpen})`),
        forgiven: forgive(db, failures, claimed),
        ...opening.opened,
        ...confirm(db, { userId, keep: session.id, by: session.id, now, condition: claimed }),
        // Behind the confirmation: nothing has been counted of an account that was unconfirmed, so nobody is told.
        owner: opening.owner,
        ended: opening.ended,
      })
      return signedIn(owner, [...endedByConfirming, ...ended])
    },
  )
