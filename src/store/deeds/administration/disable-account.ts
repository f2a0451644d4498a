import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { endEverything, type Ending } from '../../pieces/end-everything.ts'
import { ids } from '../../pieces/end-sessions.ts'
import { withoutReset } from '../../pieces/second-step-reset.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { users } from '../../tables/users.ts'

type Act = Ending & { event: AuditEvent }

const changedBy = ({ userId, by }: Ending) =>
  sql`from ${users} where ${users.id} = ${userId} and ${users.changedBy} = ${by}`

/** Disables an enabled user and ends everything of theirs. Undefined when there is no enabled user of this id. */
export const disableAccount = ({ db }: Connection) =>
  repeatable(
    async ({ event, ...ending }: Act): Promise<{ account: Account; ended: string[] } | undefined> => {
      const { userId, by, now } = ending
      const source = changedBy(ending)
      const condition = sql`exists (select 1 ${source})`
      const { disabled, ended } = await transaction(db, {
        disabled: db
          .update(users)
          .set({
            disabledAt: now,
            // Links of notices have no row: they end by this.
            reclaimedAt: now,
            ...withoutReset,
            securityVersion: sql`${users.securityVersion} + case when ${users.changedBy} is ${by} then 0 else 1 end`,
            updatedAt: now,
            changedBy: by,
          })
          .where(and(eq(users.id, userId), or(isNull(users.disabledAt), eq(users.changedBy, by))))
          .returning(account),
        ...endEverything(db, ending, { reason: 'disabled', condition }),
        event: writeEvent(db, event, source),
      })
      return disabled[0] && { account: disabled[0], ended: ids(ended) }
    },
  )

/** Enables a disabled user. Undefined when there is no disabled user of this id. */
export const enableAccount = ({ db }: Connection) =>
  repeatable(async ({ event, ...ending }: Act): Promise<Account | undefined> => {
    const { userId, by, now } = ending
    const { enabled } = await transaction(db, {
      enabled: db
        .update(users)
        .set({ disabledAt: null, updatedAt: now, changedBy: by })
        .where(and(eq(users.id, userId), or(isNotNull(users.disabledAt), eq(users.changedBy, by))))
        .returning(account),
      event: writeEvent(db, event, changedBy(ending)),
    })
    return enabled[0]
  })
