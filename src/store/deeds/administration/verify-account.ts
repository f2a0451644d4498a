import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { supersede } from '../../pieces/challenge.ts'
import type { Ending } from '../../pieces/end-everything.ts'
import { endSessions, ids } from '../../pieces/end-sessions.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { users } from '../../tables/users.ts'

/**
 * Confirms the address of an account on somebody's word. As when the owner confirms it, every session ends:
 * nobody knows who else has one. The mailed links that confirm it end too. Undefined when nobody has this id,
 * and when the address is verified.
 */
export const verifyAccount = ({ db }: Connection) =>
  repeatable(
    async ({
      userId,
      by,
      now,
      event,
    }: Ending & { event: AuditEvent }): Promise<{ account: Account; ended: string[] } | undefined> => {
      const source = sql`from ${users} where ${users.id} = ${userId} and ${users.changedBy} = ${by}`
      const condition = sql`exists (select 1 ${source})`
      const { verified, ended } = await transaction(db, {
        verified: db
          .update(users)
          .set({ verifiedAt: now, warnedAt: null, updatedAt: now, changedBy: by })
          .where(and(eq(users.id, userId), or(isNull(users.verifiedAt), eq(users.changedBy, by))))
          .returning(account),
        ended: endSessions(db, { userId, reason: 'email_verified', by, now, condition }),
        links: supersede(db, { subject: userId, which: { only: 'verify_email' }, now, condition }),
        event: writeEvent(db, event, source),
      })
      return verified[0] && { account: verified[0], ended: ids(ended) }
    },
  )
