import { and, eq, isNotNull, ne, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { type User, users } from '../../tables/users.ts'

/** `by` names the one run that does it. */
type Change = { userId: string; role: User['role']; by: string; now: number; event: AuditEvent }

/**
 * Gives a user another role. Undefined when nobody has this id, when the user has the role already, and when
 * the address is not verified that is to administer.
 */
export const changeRole = ({ db }: Connection) =>
  repeatable(async ({ userId, role, by, now, event }: Change): Promise<Account | undefined> => {
    const mayHave = role === 'admin' ? isNotNull(users.verifiedAt) : undefined
    const { changed } = await transaction(db, {
      changed: db
        .update(users)
        .set({ role, updatedAt: now, changedBy: by })
        .where(and(eq(users.id, userId), mayHave, or(ne(users.role, role), eq(users.changedBy, by))))
        .returning(account),
      event: writeEvent(
        db,
        event,
        sql`from ${users} where ${users.id} = ${userId} and ${users.changedBy} = ${by}`,
      ),
    })
    return changed[0]
  })
