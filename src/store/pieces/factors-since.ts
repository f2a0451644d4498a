import { and, eq, gte, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { sessions } from '../tables/sessions.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'
import { hasFactor } from './factors.ts'

type Of = {
  userId: string
  since: Given<number>
  /** What was added from then on goes. */
  addedSince: Given<number>
  condition: SQL
}

/** A passkey that opened the session in dispute: whoever was in there has it. */
const hasOpened = (userId: string, since: Given<number>) =>
  sql`${passkeys.id} in (select ${sessions.passkeyId} from ${sessions} where ${and(eq(sessions.userId, userId), eq(sessions.beganAt, since))})`

/**
 * Brings the factors of an account back to what they were at a moment: what was removed since comes back, as long as
 * its row is kept, and what was added goes. That can reach further back: a thief may have added it in an earlier session. The second step is on again if there are codes that stand
 * for it, since those go and come with it.
 */
export function factorsAsOf(db: Database, { userId, since, addedSince, condition }: Of) {
  // Used ones count: their owner has used them up, and the second step was on all the same.
  const hasCodes = sql`exists (select 1 from ${recoveryCodes} where ${and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.removedAt))})`
  return {
    laterPasskeys: db
      .delete(passkeys)
      .where(
        and(
          eq(passkeys.userId, userId),
          or(gte(passkeys.createdAt, addedSince), hasOpened(userId, since)),
          condition,
        ),
      ),
    earlierPasskeys: db
      .update(passkeys)
      .set({ removedAt: null })
      .where(
        and(
          eq(passkeys.userId, userId),
          lt(passkeys.createdAt, since),
          gte(passkeys.removedAt, since),
          condition,
        ),
      ),
    laterTotp: db
      .delete(totp)
      .where(and(eq(totp.userId, userId), gte(totp.createdAt, addedSince), condition)),
    earlierTotp: db
      .update(totp)
      .set({ removedAt: null })
      .where(
        and(eq(totp.userId, userId), lt(totp.confirmedAt, since), gte(totp.removedAt, since), condition),
      ),
    laterCodes: db
      .delete(recoveryCodes)
      .where(and(eq(recoveryCodes.userId, userId), gte(recoveryCodes.createdAt, addedSince), condition)),
    earlierCodes: db
      .update(recoveryCodes)
      .set({ removedAt: null })
      .where(
        and(
          eq(recoveryCodes.userId, userId),
          lt(recoveryCodes.createdAt, since),
          gte(recoveryCodes.removedAt, since),
          condition,
        ),
      ),
    secondStep: db
      .update(users)
      .set({
        secondStepAt: sql`case when ${hasFactor(userId)} and (${hasCodes} or ${users.secondStepAt} < ${since}) then coalesce(${users.secondStepAt}, ${since}) end`,
      })
      .where(and(eq(users.id, userId), condition)),
  }
}
