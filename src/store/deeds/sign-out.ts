import { and, eq, ne, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { places, prepareTransaction, valuesOf } from '../database.ts'
import { ids, isEndable, isEndedBy } from '../pieces/end-sessions.ts'
import { type Held, heldIn, isHeld } from '../pieces/live-session.ts'
import { type Line, linePlaces, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { sessions } from '../tables/sessions.ts'

/** `another` may be the same session; `by` is the request's own name. */
type Given = { held: Held; another: string; by: string; line: Line; now: number }

/**
 * Ends a session that is held and, with it, another one of the same user. Answers whose they were and which ended,
 * or undefined when nothing did.
 */
export function signOut({ d1, db, notBefore }: Connection) {
  const run = prepareTransaction(d1, () => {
    const { another, by, now, ...held } = places('sid', 'generation', 'another', 'by', 'now')
    const { sid } = held
    const ended = { revokedAt: now, revokedReason: 'signed_out', revokedBy: by }
    const owner = sql<string>`(select own.user_id from ${sessions} as own where own.id = ${sid} and own.revoked_by = ${by})`
    return {
      own: db
        .update(sessions)
        .set(ended)
        .where(or(isHeld(heldIn(held), { now, notBefore }), and(eq(sessions.id, sid), isEndedBy(by))))
        .returning({ id: sessions.id, userId: sessions.userId }),
      others: db
        .update(sessions)
        .set(ended)
        .where(and(eq(sessions.id, another), ne(sessions.id, sid), isEndable(by), eq(sessions.userId, owner)))
        .returning({ id: sessions.id }),
      line: writeLine(db, linePlaces(), { subject: owner }),
    }
  })
  return repeatable(
    async ({ held, line, ...given }: Given): Promise<{ userId: string; ended: string[] } | undefined> => {
      const { own, others } = await run({ ...given, ...held, ...valuesOf('line', line) })
      const [session] = own as { id: string; user_id: string }[]
      const rows = [...own, ...others] as { id: string }[]
      return session && { userId: session.user_id, ended: ids(rows) }
    },
  )
}
