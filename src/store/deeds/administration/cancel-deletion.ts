import { and, eq, isNotNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { supersede } from '../../pieces/challenge.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { users } from '../../tables/users.ts'

/** `by` names the one run that does it. */
type Cancelling = { userId: string; by: string; now: number; event: AuditEvent }

/** The account stays, and the links that would keep it end. Undefined when it is not being deleted. */
export const cancelDeletion = ({ db }: Connection) =>
  repeatable(async ({ userId, by, now, event }: Cancelling): Promise<Account | undefined> => {
    const isThis = eq(users.id, userId)
    const source = sql`from ${users} where ${and(isThis, eq(users.changedBy, by))}`
    const { kept } = await transaction(db, {
      kept: db
        .update(users)
        .set({ deletesAt: null, updatedAt: now, changedBy: by })
        .where(and(isThis, or(isNotNull(users.deletesAt), eq(users.changedBy, by))))
        .returning(account),
      links: supersede(db, {
        subject: userId,
        which: { only: 'keep_account' },
        now,
        condition: sql`exists (select 1 ${source})`,
      }),
      event: writeEvent(db, event, source),
    })
    return kept[0]
  })
