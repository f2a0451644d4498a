import { and, eq, gte, isNotNull, isNull, lt, not, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Database, Given } from '../database.ts'
import { connections } from '../tables/connections.ts'
import { passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { sessions } from '../tables/sessions.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'
import { hasFactor, isUnusedCodeOf } from './factors.ts'

type Row = { createdAt: SQLiteColumn; removedAt: SQLiteColumn }

type Of = {
  userId: string
  since: number
  /** When the session in dispute began. */
  sessionBegan: Given<number>
  /** When an operator has removed the factors. */
  resetAt: number | undefined
  condition: SQL
}

/** A passkey that opened the session in dispute: whoever was in there has it. */
const hasOpened = (userId: string, sessionBegan: Given<number>) =>
  sql`${passkeys.id} in (select ${sessions.passkeyId} from ${sessions} where ${and(eq(sessions.userId, userId), eq(sessions.beganAt, sessionBegan))})`

/**
 * A connection that was used since a provider opened the session in dispute: whoever was in there has that account. The
 * owner connects their own anew.
 */
const mayHaveOpened = (userId: string, sessionBegan: Given<number>) => {
  const isByProvider = sql`exists (select 1 from ${sessions} where ${and(
    eq(sessions.userId, userId),
    eq(sessions.beganAt, sessionBegan),
    sql`instr(' ' || ${sessions.methods} || ' ', ' provider ') > 0`,
  )})`
  return and(gte(connections.lastUsedAt, sessionBegan), isByProvider)
}

/**
 * Brings the factors of an account back to what they were at that moment: what was added since goes, and what was
 * removed since comes back; a connection that was removed is made anew by its owner. The second step is on again if
 * there are codes that stand for it, since those go and come with it. It stays on where codes are all that is left:
 * whoever has the mailbox alone must not get in by this.
 */
export function factorsAsOf(db: Database, { userId, since, sessionBegan, resetAt, condition }: Of) {
  /** What the operator has removed comes back, however young it is. */
  const wasReset = (removedAt: SQLiteColumn) =>
    resetAt === undefined ? sql`false` : sql`${removedAt} is ${resetAt}`
  const isLater = ({ createdAt, removedAt }: Row) => and(gte(createdAt, since), not(wasReset(removedAt)))
  const isEarlier = ({ createdAt, removedAt }: Row) =>
    or(and(lt(createdAt, since), gte(removedAt, since)), wasReset(removedAt))
  // Used ones count: their owner has used them up, and the second step was on all the same.
  const hasCodes = sql`exists (select 1 from ${recoveryCodes} where ${and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.removedAt))})`
  const hasUnused = sql`exists (select 1 from ${recoveryCodes} where ${isUnusedCodeOf(userId)})`
  return {
    laterPasskeys: db
      .delete(passkeys)
      .where(
        and(eq(passkeys.userId, userId), or(isLater(passkeys), hasOpened(userId, sessionBegan)), condition),
      ),
    earlierPasskeys: db
      .update(passkeys)
      .set({ removedAt: null })
      .where(and(eq(passkeys.userId, userId), isEarlier(passkeys), condition)),
    laterConnections: db
      .delete(connections)
      .where(
        and(
          eq(connections.userId, userId),
          or(gte(connections.linkedAt, since), mayHaveOpened(userId, sessionBegan)),
          condition,
        ),
      ),
    laterTotp: db.delete(totp).where(and(eq(totp.userId, userId), isLater(totp), condition)),
    earlierTotp: db
      .update(totp)
      .set({ removedAt: null })
      .where(and(eq(totp.userId, userId), isNotNull(totp.confirmedAt), isEarlier(totp), condition)),
    laterCodes: db
      .delete(recoveryCodes)
      .where(and(eq(recoveryCodes.userId, userId), isLater(recoveryCodes), condition)),
    earlierCodes: db
      .update(recoveryCodes)
      .set({ removedAt: null })
      .where(and(eq(recoveryCodes.userId, userId), isEarlier(recoveryCodes), condition)),
    secondStep: db
      .update(users)
      .set({
        secondStepAt: sql`case when ${hasUnused} or (${hasFactor(userId)} and (${hasCodes} or ${users.secondStepAt} < ${since})) then coalesce(${users.secondStepAt}, ${since}) end`,
      })
      .where(and(eq(users.id, userId), condition)),
  }
}
