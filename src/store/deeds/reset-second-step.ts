import { and, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Account, account } from '../pieces/account.ts'
import { supersede } from '../pieces/challenge.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { forgiveSecondSteps } from '../pieces/password-failures.ts'
import { endRecoveryCodes } from '../pieces/recovery-codes.ts'
import { canBeReset } from '../pieces/second-step-reset.ts'
import { type AuditEvent, writeEvent } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import type { Purpose } from '../tables/challenges.ts'
import { passkeys } from '../tables/passkeys.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'

type Resetting = {
  userId: string
  /** When: as it was asked for, once the day is over; or at once, without a day. */
  when: 'due' | 'at once'
  /** Names the one run that does it. */
  by: string
  now: number
  event: AuditEvent
  surviving: readonly Purpose[]
}

/**
 * Takes everything away that an account proves its second step with, and ends every session and what was begun. The
 * factors of the account cannot be changed for a day after that. The rows stay for a while: a link brings them back. A
 * factor that is used at the same moment comes first or too late. Undefined when there is nothing to reset.
 */
export const resetSecondStep = ({ db }: Connection) =>
  repeatable(
    async ({
      userId,
      when,
      by,
      now,
      event,
      surviving,
    }: Resetting): Promise<{ account: Account; ended: string[] } | undefined> => {
      const isThis = eq(users.id, userId)
      const isDue = when === 'due' ? lte(users.secondStepResetsAt, now) : undefined
      const source = sql`from ${users} where ${and(isThis, eq(users.changedBy, by))}`
      const condition = sql`exists (select 1 ${source})`
      const { reset, ended } = await transaction(db, {
        reset: db
          .update(users)
          .set({
            secondStepAt: null,
            recoveredAt: now,
            secondStepResetAskedAt: now,
            secondStepResetsAt: now,
            securityVersion: sql`${users.securityVersion} + case when ${users.changedBy} is ${by} then 0 else 1 end`,
            updatedAt: now,
            changedBy: by,
          })
          .where(and(isThis, or(eq(users.changedBy, by), and(canBeReset, isDue))))
          .returning(account),
        apps: db
          .update(totp)
          .set({ removedAt: now })
          .where(and(eq(totp.userId, userId), isNull(totp.removedAt), condition)),
        passkeys: db
          .update(passkeys)
          .set({ removedAt: now })
          .where(and(eq(passkeys.userId, userId), isNull(passkeys.removedAt), condition)),
        codes: endRecoveryCodes(db, { userId, now, condition }),
        forgiven: forgiveSecondSteps(db, userId, condition),
        ended: endSessions(db, { userId, reason: 'second_step_changed', by, now, condition }),
        superseded: supersede(db, { subject: userId, which: { allBut: surviving }, now, condition }),
        event: writeEvent(db, event, source),
      })
      return reset[0] && { account: reset[0], ended: ids(ended) }
    },
  )

/** Whose second step an operator has asked to reset, and something is to be done about it now. */
export const secondStepsToReset = ({ db }: Connection) =>
  repeatable(async ({ now, max }: { now: number; max: number }) =>
    db
      .select({ ...account, language: users.language })
      .from(users)
      .where(
        and(
          isNotNull(users.secondStepResetAskedAt),
          or(isNull(users.secondStepResetsAt), lte(users.secondStepResetsAt, now)),
        ),
      )
      .limit(max),
  )

/** Of one request: another one may have been asked for meanwhile, or none is left. */
type Request = { userId: string; askedAt: number }

const isOf = ({ userId, askedAt }: Request) =>
  and(eq(users.id, userId), eq(users.secondStepResetAskedAt, askedAt))

/** The owner was mailed: from then on the time to object runs. */
export const announceSecondStepReset = ({ db }: Connection) =>
  repeatable(
    async ({ resetsAt, ...request }: Request & { resetsAt: number }) =>
      void (await db
        .update(users)
        .set({ secondStepResetsAt: resetsAt })
        .where(and(isOf(request), isNull(users.secondStepResetsAt), canBeReset))),
  )

/** Nothing is left to be done: the owner was mailed about the reset, or there is nothing to reset. */
export const closeSecondStepReset = ({ db }: Connection) =>
  repeatable(
    async (request: Request) =>
      void (await db
        .update(users)
        .set({ secondStepResetAskedAt: null, secondStepResetsAt: null })
        .where(isOf(request))),
  )
