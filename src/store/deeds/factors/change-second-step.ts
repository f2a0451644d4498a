import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { endSessions, ids } from '../../pieces/end-sessions.ts'
import { type Factors, readFactors } from '../../pieces/factors.ts'
import { sessionIsOf } from '../../pieces/live-session.ts'
import { endRecoveryCodes, replaceRecoveryCodes } from '../../pieces/recovery-codes.ts'
import { withoutReset } from '../../pieces/second-step-reset.ts'
import { endWithLastFactor } from '../../pieces/without-factor.ts'
import { repeatable } from '../../repetition.ts'
import { totp } from '../../tables/totp.ts'
import { type User, users } from '../../tables/users.ts'

/** Of the caller, whose session is alive. */
type Whose = { sid: string; userId: string; by: string; now: number }

type Changed = { user: User; factors: Factors; ended: string[] }

/** What the account is like behind a change. */
const asItIs = (db: Connection['db'], userId: string) => ({
  user: db.select().from(users).where(eq(users.id, userId)),
  factors: readFactors(db, userId),
})

/**
 * Switches the second step and the sign-in by mail on or off. What is not named stays. A second step that comes on
 * ends every other session, which has not passed it, and brings recovery codes; one that goes takes them along.
 */
export const changeSecurity = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      by,
      secondStep,
      mailSignIn,
      macs,
      now,
    }: Whose & {
      secondStep: boolean | undefined
      mailSignIn: boolean | undefined
      /** Of new recovery codes, where some are due. */
      macs: readonly string[] | undefined
    }): Promise<Changed | undefined> => {
      const condition = sessionIsOf(sid, userId, { now, notBefore })
      const outcome = await transaction(db, {
        changed: db
          .update(users)
          .set({
            ...(secondStep !== undefined && {
              ...withoutReset,
              secondStepAt: secondStep ? sql`coalesce(${users.secondStepAt}, ${now})` : null,
            }),
            ...(mailSignIn !== undefined && {
              mailSignInOffAt: mailSignIn ? null : sql`coalesce(${users.mailSignInOffAt}, ${now})`,
            }),
            updatedAt: now,
          })
          .where(and(eq(users.id, userId), condition))
          .returning({ id: users.id }),
        ...(macs && replaceRecoveryCodes(db, { userId, macs, now, condition })),
        ...(secondStep === false && { endedCodes: endRecoveryCodes(db, { userId, now, condition }) }),
        ended: endSessions(db, {
          userId,
          reason: 'second_step_changed',
          by,
          keep: sid,
          now,
          condition: secondStep === true ? condition : sql`false`,
        }),
        ...asItIs(db, userId),
      })
      return changedOf(outcome)
    },
  )

/**
 * Removes the authenticator app. With the last factor the second step goes, and the recovery codes with it. The rows
 * stay for a while: a thief may have done it.
 */
export const removeTotp = ({ db, notBefore }: Connection) =>
  repeatable(async ({ sid, userId, now }: Omit<Whose, 'by'>): Promise<Changed | undefined> => {
    const condition = sessionIsOf(sid, userId, { now, notBefore })
    const outcome = await transaction(db, {
      changed: db
        .update(totp)
        .set({ removedAt: now })
        .where(and(eq(totp.userId, userId), isNull(totp.removedAt), condition))
        .returning({ id: totp.id }),
      ...endWithLastFactor(db, userId, now),
      ...asItIs(db, userId),
    })
    return changedOf({ ...outcome, ended: [] })
  })

/** Ten new recovery codes; the earlier ones end. False when the session has ended. */
export const newRecoveryCodes = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({ sid, userId, macs, now }: Omit<Whose, 'by'> & { macs: readonly string[] }): Promise<boolean> => {
      const condition = sessionIsOf(sid, userId, { now, notBefore })
      const { factors } = await transaction(db, {
        ...replaceRecoveryCodes(db, { userId, macs, now, condition }),
        factors: readFactors(db, userId),
      })
      return (factors[0]?.recoveryCodesLeft ?? 0) > 0
    },
  )

const changedOf = (outcome: {
  changed: unknown[]
  user: User[]
  factors: Factors[]
  ended: { id: string | null }[]
}): Changed | undefined => {
  const [user] = outcome.user
  const [factors] = outcome.factors
  return outcome.changed.length > 0 && user && factors
    ? { user, factors, ended: ids(outcome.ended) }
    : undefined
}
