import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { canBeReset } from '../../pieces/second-step-reset.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { users } from '../../tables/users.ts'

/** `by` names the one run that does it. */
type Asking = { userId: string; by: string; now: number; event: AuditEvent }

/** The second step is to be reset. Undefined when there is none, when that was asked for already, and when the owner cannot sign in. */
export const askSecondStepReset = ({ db }: Connection) =>
  repeatable(async ({ userId, by, now, event }: Asking): Promise<Account | undefined> => {
    const isThis = eq(users.id, userId)
    const { asked } = await transaction(db, {
      asked: db
        .update(users)
        .set({ secondStepResetAskedAt: now, secondStepResetsAt: null, updatedAt: now, changedBy: by })
        .where(
          and(isThis, or(eq(users.changedBy, by), and(canBeReset, isNull(users.secondStepResetAskedAt)))),
        )
        .returning(account),
      event: writeEvent(db, event, sql`from ${users} where ${and(isThis, eq(users.changedBy, by))}`),
    })
    return asked[0]
  })
