import { and, eq, gt, inArray, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { forgiveFailures } from '../../pieces/password-failures.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { auditEvents } from '../../tables/audit-events.ts'
import { budgets } from '../../tables/budgets.ts'
import { passwordFailures } from '../../tables/password-failures.ts'
import { users } from '../../tables/users.ts'

/** `counters` are names of budgets that are the account's own. */
type Unlocking = { userId: string; now: number; counters: readonly string[]; event: AuditEvent }

/**
 * Forgives an account the failures of strangers, and empties its counters. Failures of its known devices stay:
 * whoever has stolen the token of one gets no more tries. Undefined when nothing is counted against it.
 */
export const unlockAccount = ({ db }: Connection) =>
  repeatable(async ({ userId, now, counters, event }: Unlocking): Promise<Account | undefined> => {
    const isCounting = and(inArray(budgets.owner, [...counters]), gt(budgets.resetsAt, now))
    const isFailed = and(eq(passwordFailures.subject, userId), gt(passwordFailures.failures, 0))
    const isLocked = or(
      sql`exists (select 1 from ${passwordFailures} where ${isFailed})`,
      sql`exists (select 1 from ${budgets} where ${isCounting})`,
    )
    // The event shows that this request unlocks: it is written before anything is taken away.
    const isUnlocked = sql`exists (select 1 from ${auditEvents} where ${auditEvents.subject} = ${userId} and ${auditEvents.id} = ${event.id})`
    const { unlocked } = await transaction(db, {
      event: writeEvent(db, event, sql`from ${users} where ${users.id} = ${userId} and ${isLocked}`),
      failures: forgiveFailures(db, userId, isUnlocked),
      counters: db.delete(budgets).where(and(inArray(budgets.owner, [...counters]), isUnlocked)),
      unlocked: db
        .select(account)
        .from(users)
        .where(and(eq(users.id, userId), isUnlocked)),
    })
    return unlocked[0]
  })
