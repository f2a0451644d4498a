import { and, eq, isNotNull, ne, not, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import { supersede } from '../../pieces/challenge.ts'
import type { Ending } from '../../pieces/end-everything.ts'
import { endSessions, ids } from '../../pieces/end-sessions.ts'
import { erase } from '../../pieces/erase.ts'
import { isOwned, isTaken, yielding } from '../../pieces/owner.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import type { Purpose } from '../../tables/challenges.ts'
import { users } from '../../tables/users.ts'

type Move = Ending & { email: string; surviving: readonly Purpose[]; event: AuditEvent }

/**
 * Moves an account to another address, and ends every session and what was begun. A verified account stays
 * verified, and an unverified one that holds the address yields to it. An unverified account stays that, and
 * gets no address that anybody holds. Undefined when nobody has this id, and when the address is taken.
 */
export const moveAccount = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      userId,
      by,
      now,
      email,
      surviving,
      event,
    }: Move): Promise<{ account: Account; ended: string[] } | undefined> => {
      const asked = { now, notBefore, than: userId }
      const isVerified = sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), isNotNull(users.verifiedAt))})`
      const source = sql`from ${users} where ${users.id} = ${userId} and ${users.changedBy} = ${by}`
      const condition = sql`exists (select 1 ${source})`
      const { gone, moved, ended } = await transaction(db, {
        ...erase(db, {
          userId: yielding(email, ne(users.id, userId)),
          by,
          now,
          condition: and(isVerified, not(isOwned(email, asked))),
        }),
        moved: db
          .update(users)
          .set({
            email,
            // Links of notices have no row: those that went to the former address end by this.
            reclaimedAt: now,
            securityVersion: sql`${users.securityVersion} + case when ${users.changedBy} is ${by} then 0 else 1 end`,
            updatedAt: now,
            changedBy: by,
          })
          .where(
            and(
              eq(users.id, userId),
              or(eq(users.changedBy, by), and(ne(users.email, email), not(isTaken(email, asked)))),
            ),
          )
          .returning(account),
        ended: endSessions(db, { userId, reason: 'email_changed', by, now, condition }),
        superseded: supersede(db, { subject: userId, which: { allBut: surviving }, now, condition }),
        event: writeEvent(db, event, source),
      })
      return moved[0] && { account: moved[0], ended: [...ids(gone), ...ids(ended)] }
    },
  )
