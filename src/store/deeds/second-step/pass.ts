import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Device, deviceList } from '../../pieces/account-proof.ts'
import { type Budget, forgive } from '../../pieces/budgets.ts'
import { type Claim, claimByCode, isClaimed } from '../../pieces/challenge.ts'
import { ids } from '../../pieces/end-sessions.ts'
import { openSignIn } from '../../pieces/open-session.ts'
import { givenTry, passTry, type Try } from '../../pieces/password-try.ts'
import { forgiveCodes, isSpendable, spend, type Spending, usedBy } from '../../pieces/spend-factor.ts'
import { readCodesLeft } from '../../pieces/recovery-codes.ts'
import { repeatable } from '../../repetition.ts'
import type { NewSession } from '../../tables/sessions.ts'
import { type User, users } from '../../tables/users.ts'

type Given = {
  /** Of the sign-in that waits. */
  claim: Claim & { counted: readonly Budget[] }
  spending: Spending
  /** Of a code of an authenticator app: its failures are taken back. */
  tried: Try | undefined
  /** Wrong codes of the hour: they are taken back. */
  wrongCodes: Budget
  securityVersion: number
  session: NewSession
  max: number
  devices: readonly Device[]
  /** The session that the browser had before: it ends. */
  earlierSid: string | undefined
}

type Passed = {
  user: User
  ended: string[]
  isTold: boolean
  /** Where it was a recovery code: those that are left. */
  codesLeft: number | undefined
}

/**
 * Ends a sign-in that waits: the second proof is used up, and a session opens. Undefined when either was used
 * by another request, or the account has changed since the first step. No session opens of an account that is
 * being deleted: the proofs are used up all the same.
 */
export const passSecondStep = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      claim,
      spending,
      tried,
      wrongCodes,
      securityVersion,
      session,
      max,
      devices,
      earlierSid,
    }: Given): Promise<Passed | undefined> => {
      const { userId } = session
      const { now } = claim
      const claimed = isClaimed(claim)
      const isUnchanged = and(
        eq(users.id, userId),
        eq(users.securityVersion, securityVersion),
        isNull(users.disabledAt),
      )
      const opening = openSignIn(db, {
        session,
        source: { where: claimed },
        others: { beyond: max },
        devices: deviceList(devices),
        earlierSid,
        at: { now, notBefore },
      })
      const isPossible = sql`exists (select 1 from ${users} where ${isUnchanged}) and ${isSpendable(spending, userId)}`
      // Under a name of its own: what is given back here depends on the claim, which stands before it.
      const back = tried && passTry(db, givenTry(tried), { userId, condition: claimed })
      const { user, ended, earlier, told, left } = await transaction(db, {
        ...claimByCode({ db, notBefore }, claim, isPossible),
        ...spend(db, spending, { userId, condition: claimed, now }),
        ...forgiveCodes(db, spending, { userId, condition: claimed }),
        ...(back && { uncountedTry: back.uncounted, passed: back.passed }),
        ...opening.opened,
        user: db
          .update(users)
          .set({ lastLoginAt: now, ...usedBy(spending, now) })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        ended: opening.ended,
        earlier: opening.earlier,
        ...readCodesLeft(db, spending, userId),
        forgivenCodes: forgive(db, [wrongCodes], claimed),
      })
      const [owner] = user
      if (!owner) return undefined
      const isTold = told.length === 1
      return { user: owner, ended: ids([...ended, ...earlier]), isTold, codesLeft: left?.[0]?.codes }
    },
  )
