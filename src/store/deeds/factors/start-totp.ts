import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { insertWhen } from '../../pieces/insert-when.ts'
import { sessionIsOf } from '../../pieces/live-session.ts'
import { repeatable } from '../../repetition.ts'
import { type Totp, totp } from '../../tables/totp.ts'

/** Keeps the secret of an authenticator app that a session is to confirm, instead of an earlier one of that session. False when it has ended. */
export const startTotp = ({ db, notBefore }: Connection) =>
  repeatable(async ({ sid, pending, now }: { sid: string; pending: Totp; now: number }): Promise<boolean> => {
    const isLive = sessionIsOf(sid, pending.userId, { now, notBefore })
    const { found } = await transaction(db, {
      earlier: db
        .delete(totp)
        .where(
          and(eq(totp.userId, pending.userId), eq(totp.sessionId, sid), isNull(totp.confirmedAt), isLive),
        ),
      started: insertWhen(db, totp, pending, sql`where ${isLive}`),
      found: db.select({ id: totp.id }).from(totp).where(eq(totp.id, pending.id)),
    })
    return found.length === 1
  })
