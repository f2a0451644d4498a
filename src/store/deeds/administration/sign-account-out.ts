import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { endEverything, type Ending } from '../../pieces/end-everything.ts'
import { ids } from '../../pieces/end-sessions.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { users } from '../../tables/users.ts'

/** Ends all sessions of a user and what they have begun, and makes every device unknown. Undefined when nobody has this id. */
export const signAccountOut = ({ db }: Connection) =>
  repeatable(
    async ({
      event,
      ...ending
    }: Ending & { event: AuditEvent }): Promise<{ account: Account; ended: string[] } | undefined> => {
      const { found, ended } = await transaction(db, {
        found: db.select(account).from(users).where(eq(users.id, ending.userId)),
        ...endEverything(db, ending, { reason: 'revoked_by_operator' }),
        devices: db
          .update(users)
          .set({ deviceEpoch: sql`${users.deviceEpoch} + 1`, changedBy: ending.by })
          .where(and(eq(users.id, ending.userId), sql`${users.changedBy} is not ${ending.by}`)),
        event: writeEvent(db, event, sql`from ${users} where ${users.id} = ${ending.userId}`),
      })
      return found[0] && { account: found[0], ended: ids(ended) }
    },
  )
