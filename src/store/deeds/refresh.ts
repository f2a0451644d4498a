import { and, eq, getTableColumns, gt, gte, lt, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { places, transaction } from '../database.ts'
import { isEndedBy } from '../pieces/end-sessions.ts'
import { isLive } from '../pieces/live-session.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** A session with what its tokens say of the user. */
type SessionWithUser = Session & Pick<User, 'email' | 'role' | 'verifiedAt'>

/** A refresh token that came, by what it says. */
type Presented = { sid: string; generation: number; now: number }

/** `UPDATE … RETURNING` knows one table only; what it lacks of the user comes by sub-select. */
const ofUser = <Column extends 'email' | 'role' | 'verifiedAt' | 'language'>(column: Column) =>
  sql<User[Column]>`(select ${users[column]} from ${users} where ${users.id} = ${sessions.userId})`

const withUser = () => ({
  ...getTableColumns(sessions),
  email: ofUser('email'),
  role: ofUser('role'),
  verifiedAt: ofUser('verifiedAt'),
})

/** The present generation gives way to the next: a session for exactly one of any number of callers. */
export function rotateSession({ db, notBefore }: Connection) {
  const prepare = () => {
    const { sid, generation, now, idleExpiresAt } = places('sid', 'generation', 'now', 'idleExpiresAt')
    return db
      .update(sessions)
      .set({
        generation: sql`${generation} + 1`,
        rotatedAt: now,
        repeats: 0,
        idleExpiresAt: sql`min(${idleExpiresAt}, ${sessions.expiresAt})`,
      })
      .where(and(eq(sessions.id, sid), eq(sessions.generation, generation), isLive({ now, notBefore })))
      .returning(withUser())
      .prepare()
  }
  let statement: ReturnType<typeof prepare> | undefined
  return repeatable(
    async (presented: Presented & { idleExpiresAt: number }): Promise<SessionWithUser | undefined> => {
      statement ??= prepare()
      const [session] = await statement.execute(presented)
      return session
    },
  )
}

/**
 * For a token that is not the present one. The predecessor is repeated for a while (`graceMs`, at most
 * `maxRepeats` times); anything older means that two parties hold the session, and ends it. The two
 * conditions exclude each other, so one transaction decides. `by` is the request's own name.
 */
export const repeatOrEnd = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      sid,
      generation,
      by,
      now,
      graceMs,
      maxRepeats,
    }: Presented & { by: string; graceMs: number; maxRepeats: number }): Promise<{
      repeated: SessionWithUser | undefined
      reused: (Pick<User, 'email' | 'language'> & { userId: string }) | undefined
    }> => {
      const isPredecessor = eq(sessions.generation, generation + 1)
      const isAlive = isLive({ now, notBefore })
      const graceBegan = now - graceMs
      const { repeated, reused } = await transaction(db, {
        repeated: db
          .update(sessions)
          .set({ repeats: sql`${sessions.repeats} + 1` })
          .where(
            and(
              eq(sessions.id, sid),
              isAlive,
              isPredecessor,
              gte(sessions.rotatedAt, graceBegan),
              lt(sessions.repeats, maxRepeats),
            ),
          )
          .returning(withUser()),
        reused: db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'refresh_token_reused', revokedBy: by })
          .where(
            and(
              eq(sessions.id, sid),
              or(isAlive, isEndedBy(by)),
              or(
                gt(sessions.generation, generation + 1),
                and(isPredecessor, lt(sessions.rotatedAt, graceBegan)),
              ),
            ),
          )
          .returning({ userId: sessions.userId, email: ofUser('email'), language: ofUser('language') }),
      })
      return { repeated: repeated[0], reused: reused[0] }
    },
  )
