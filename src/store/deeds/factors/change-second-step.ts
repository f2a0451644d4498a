import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { supersede } from '../../pieces/challenge.ts'
import { endSessions, ids } from '../../pieces/end-sessions.ts'
import { type Factors, hasFactor, hasPasskey, hasSecondStep, readFactors } from '../../pieces/factors.ts'
import { sessionIsOf } from '../../pieces/live-session.ts'
import { endRecoveryCodes, replaceRecoveryCodes } from '../../pieces/recovery-codes.ts'
import { withoutReset } from '../../pieces/second-step-reset.ts'
import { getsInWithoutMail } from '../../pieces/ways-in.ts'
import { endWithLastFactor } from '../../pieces/without-factor.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { totp } from '../../tables/totp.ts'
import { type User, users } from '../../tables/users.ts'

/** Of the caller, whose session is alive. */
type Whose = { sid: string; userId: string; by: string; now: number }

/** Whether it was done, and what the account is like now. */
type Changed = { isDone: boolean; user: User; factors: Factors; ended: string[] }

/** What the account is like behind a change. */
const asItIs = (db: Connection['db'], userId: string) => ({
  user: db.select().from(users).where(eq(users.id, userId)),
  factors: readFactors(db, userId),
})

/**
 * Switches the second step and the sign-in by mail on or off. What is not named stays. A second step that comes on
 * ends every other session, which has not passed it, and brings recovery codes; one that goes takes them along.
 * A sign-in by mail that is switched off ends those under way, and every sign-in that waits for its second step: the
 * ledger does not know which of them began by mail. Nothing is done for a second step without a factor, nor when mail
 * is the last way in.
 */
export const changeSecurity = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      by,
      secondStep,
      staysOn,
      mailSignIn,
      macs,
      offered,
      lines,
      now,
    }: Whose & {
      secondStep: boolean | undefined
      /** The second step is on already, and is to be. */
      staysOn: boolean
      mailSignIn: boolean | undefined
      /** Of new recovery codes, where some are due. */
      macs: readonly string[] | undefined
      /** Ids of the providers that sign people in. */
      offered: readonly string[]
      /** What the owner reads of each change. */
      lines: readonly Line[]
    }): Promise<Changed | undefined> => {
      const condition = sql`(${and(
        sessionIsOf(sid, userId, { now, notBefore }),
        secondStep === true ? hasFactor(userId) : undefined,
        staysOn ? hasSecondStep(userId) : undefined,
        mailSignIn === false ? getsInWithoutMail(userId, offered) : undefined,
      )})`
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
        ...(mailSignIn === false && {
          mails: supersede(db, { subject: userId, which: { only: 'sign_in_mail' }, now, condition }),
          waiting: supersede(db, { subject: userId, which: { only: 'second_step' }, now, condition }),
        }),
        ...Object.fromEntries(
          lines.map((line) => [line.id, writeLine(db, line, { subject: userId, condition })]),
        ),
        ...asItIs(db, userId),
      })
      const [[user], [factors]] = [outcome.user, outcome.factors]
      return (
        user && factors && { isDone: outcome.changed.length > 0, user, factors, ended: ids(outcome.ended) }
      )
    },
  )

/**
 * Removes the authenticator app. With the last factor the second step goes, and the recovery codes with it. The rows
 * stay for a while: a thief may have done it. The last factor stays unless `mayLackFactor`.
 */
export const removeTotp = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      mayLackFactor,
      line,
      now,
    }: Omit<Whose, 'by'> & { mayLackFactor: boolean; line: Line }): Promise<
      'removed' | 'unknown' | 'last'
    > => {
      // Run again it finds what it has removed.
      const isThis = and(eq(totp.userId, userId), or(isNull(totp.removedAt), eq(totp.removedAt, now)))
      const condition = sessionIsOf(sid, userId, { now, notBefore })
      const { found, removed } = await transaction(db, {
        found: db
          .select({ id: totp.id })
          .from(totp)
          .where(and(isThis, isNotNull(totp.confirmedAt), condition)),
        removed: db
          .update(totp)
          .set({ removedAt: now })
          .where(and(isThis, condition, mayLackFactor ? undefined : hasPasskey(userId)))
          .returning({ id: totp.id }),
        ...endWithLastFactor(db, userId, now),
        line: writeLine(db, line, {
          subject: userId,
          condition: sql`exists (select 1 from ${totp} where ${and(eq(totp.userId, userId), eq(totp.removedAt, now))})`,
        }),
      })
      if (found.length === 0) return 'unknown'
      return removed.length > 0 ? 'removed' : 'last'
    },
  )

/** Ten new recovery codes; the earlier ones end. False when the session has ended. */
export const newRecoveryCodes = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      macs,
      line,
      now,
    }: Omit<Whose, 'by'> & { macs: readonly string[]; line: Line }): Promise<boolean> => {
      const condition = sessionIsOf(sid, userId, { now, notBefore })
      const { factors } = await transaction(db, {
        ...replaceRecoveryCodes(db, { userId, macs, now, condition }),
        line: writeLine(db, line, { subject: userId, condition }),
        factors: readFactors(db, userId),
      })
      return (factors[0]?.recoveryCodesLeft ?? 0) > 0
    },
  )
