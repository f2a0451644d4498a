import { and, eq, ne, or } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { type Account, account } from '../../pieces/account.ts'
import { repeatable } from '../../repetition.ts'
import { type User, users } from '../../tables/users.ts'

/** `by` names the one run that does it. */
type Change = { userId: string; role: User['role']; by: string; now: number }

/** Gives a user another role. Undefined when nobody has this id, or the user has the role already. */
export const changeRole = ({ db }: Connection) =>
  repeatable(async ({ userId, role, by, now }: Change): Promise<Account | undefined> => {
    const [changed] = await db
      .update(users)
      .set({ role, updatedAt: now, changedBy: by })
      .where(and(eq(users.id, userId), or(ne(users.role, role), eq(users.changedBy, by))))
      .returning(account)
    return changed
  })
