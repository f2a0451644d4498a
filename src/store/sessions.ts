import { and, eq, getTableColumns, gt, gte, type InferSelectModel, lt, ne, or, sql } from 'drizzle-orm'
import { ids, isEndable, isEndedBy } from './pieces/claims.ts'
import { type Database, type Places, prepareBatch, prepareOne } from './database.ts'
import { isLive } from './pieces/live-session.ts'
import { type Session, sessions } from './tables/sessions.ts'
import { users } from './tables/users.ts'
import type { User } from './tables/users.ts'

/** A session with what its tokens say of the user. */
export type SessionWithUser = Session & Pick<InferSelectModel<typeof users>, 'email' | 'role' | 'verifiedAt'>

type Presented = { sid: string; generation: number; now: number }
type Ending = { sid: string; another: string; by: string; now: number }
type Rotation = Presented & { idleExpiresAt: number }

/** `UPDATE … RETURNING` knows one table only; what it lacks of the user comes by sub-select. */
const ofUser = <Column extends 'email' | 'role' | 'verifiedAt' | 'language'>(column: Column) =>
  sql<User[Column]>`(select ${users[column]} from ${users} where ${users.id} = ${sessions.userId})`

const withUser = {
  ...getTableColumns(sessions),
  email: ofUser('email'),
  role: ofUser('role'),
  verifiedAt: ofUser('verifiedAt'),
}

/** Rotation and end of sessions. Every function is one D1 round trip. */
export function sessionsStore(db: Database, notBefore: number) {
  const rotate = prepareOne(({ sid, generation, now, idleExpiresAt }: Places<Rotation>) =>
    db
      .update(sessions)
      .set({
        generation: sql`${generation} + 1`,
        rotatedAt: now,
        repeats: 0,
        idleExpiresAt: sql`min(${idleExpiresAt}, ${sessions.expiresAt})`,
      })
      .where(and(eq(sessions.id, sid), eq(sessions.generation, generation), isLive({ now, notBefore })))
      .returning(withUser),
  )

  const end = prepareBatch(db, ({ sid, another, by, now }: Places<Ending>) => {
    const ended = { revokedAt: now, revokedReason: 'signed_out', revokedBy: by }
    const owner = sql`(select own.user_id from ${sessions} as own where own.id = ${sid} and own.revoked_by = ${by})`
    return [
      db
        .update(sessions)
        .set(ended)
        .where(and(eq(sessions.id, sid), or(isLive({ now, notBefore }), isEndedBy(by))))
        .returning({ id: sessions.id, userId: sessions.userId }),
      db
        .update(sessions)
        .set(ended)
        .where(and(eq(sessions.id, another), ne(sessions.id, sid), isEndable(by), eq(sessions.userId, owner)))
        .returning({ id: sessions.id }),
    ]
  })

  return {
    /** The present generation gives way to the next: true for exactly one of any number of callers. */
    async rotate(presented: Rotation): Promise<SessionWithUser | undefined> {
      const [session] = await rotate(presented)
      return session
    },

    /**
     * For a token that is not the present one: the predecessor is repeated for a while (`graceMs`, at most
     * `maxRepeats` times); anything older means that two parties hold the session, and ends it. The two
     * conditions exclude each other, so one batch decides. `by` is the request's own name.
     */
    async repeatOrEnd({
      sid,
      generation,
      by,
      now,
      graceMs,
      maxRepeats,
    }: Presented & { by: string; graceMs: number; maxRepeats: number }): Promise<{
      repeated: SessionWithUser | undefined
      reused: (Pick<User, 'email' | 'language'> & { userId: string }) | undefined
    }> {
      const isThis = and(eq(sessions.id, sid), isLive({ now, notBefore }))
      const justRotated = gte(sessions.rotatedAt, now - graceMs)
      const [[repeated], [reused]] = await db.batch([
        db
          .update(sessions)
          .set({ repeats: sql`${sessions.repeats} + 1` })
          .where(
            and(
              isThis,
              eq(sessions.generation, generation + 1),
              justRotated,
              lt(sessions.repeats, maxRepeats),
            ),
          )
          .returning(withUser),
        db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'refresh_token_reused', revokedBy: by })
          .where(
            and(
              eq(sessions.id, sid),
              or(isLive({ now, notBefore }), isEndedBy(by)),
              or(
                gt(sessions.generation, generation + 1),
                and(eq(sessions.generation, generation + 1), lt(sessions.rotatedAt, now - graceMs)),
              ),
            ),
          )
          .returning({ userId: sessions.userId, email: ofUser('email'), language: ofUser('language') }),
      ])
      return { repeated, reused }
    },

    /**
     * Ends a live session and, with it, another one of the same user. Answers whose they were and which
     * ended, or undefined when nothing did.
     */
    async end({
      another,
      ...ending
    }: Omit<Ending, 'another'> & { another: string | undefined }): Promise<
      { userId: string; ended: string[] } | undefined
    > {
      const [own, others] = await end({ ...ending, another: another ?? ending.sid })
      const [session] = own
      return session && { userId: session.userId, ended: ids([...own, ...others]) }
    },

    /** Whether a session is alive: the truth behind the list in KV. */
    async isLive({ sid, now }: { sid: string; now: number }): Promise<boolean> {
      const found = await db
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.id, sid), isLive({ now, notBefore })))
      return found.length === 1
    },
  }
}
