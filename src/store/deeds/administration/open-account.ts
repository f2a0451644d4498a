import { and, eq, not, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { ids } from '../../pieces/end-sessions.ts'
import { erase } from '../../pieces/erase.ts'
import { insertWhen } from '../../pieces/insert-when.ts'
import { isOwned, isTaken, yielding } from '../../pieces/owner.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { type User, users } from '../../tables/users.ts'

type Opening = { user: User; by: string; now: number; event: AuditEvent; granted: AuditEvent | undefined }

/**
 * Makes an account that nobody is signed in to. An unverified account that holds the address yields to a
 * verified one, and is erased. `granted` says that the account has a role. Undefined when the address is taken
 * otherwise, or kept by an undo link.
 */
export const openAccount = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      user,
      by,
      now,
      event,
      granted,
    }: Opening): Promise<{ account: Account; ended: string[] } | undefined> => {
      const at = { now, notBefore }
      const { email } = user
      const isMade = sql`from ${users} where ${and(eq(users.id, user.id), eq(users.changedBy, by))}`
      const condition = and(user.verifiedAt === null ? sql`false` : sql`true`, not(isOwned(email, at)))
      const { gone, opened } = await transaction(db, {
        ...erase(db, { userId: yielding(email), by, now, condition }),
        made: insertWhen(db, users, { ...user, changedBy: by }, sql`where not ${isTaken(email, at)}`),
        event: writeEvent(db, event, isMade),
        ...(granted && { granted: writeEvent(db, granted, isMade) }),
        opened: db
          .select(account)
          .from(users)
          .where(and(eq(users.id, user.id), eq(users.changedBy, by))),
      })
      return opened[0] && { account: opened[0], ended: ids(gone) }
    },
  )
