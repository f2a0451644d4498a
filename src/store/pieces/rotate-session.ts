import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'
import { isLive, type Liveness } from './live-session.ts'

/** A session with what its tokens say of the user. */
export type SessionWithUser = Session & Pick<User, 'email' | 'role' | 'verifiedAt' | 'secondStepAt'>

/** `UPDATE … RETURNING` knows one table only; what it lacks of the user comes by sub-select. */
export const ofUser = <Column extends 'email' | 'role' | 'verifiedAt' | 'secondStepAt' | 'language'>(
  column: Column,
) => sql<User[Column]>`(select ${users[column]} from ${users} where ${users.id} = ${sessions.userId})`

export const withUser = () => ({
  ...getTableColumns(sessions),
  email: ofUser('email'),
  role: ofUser('role'),
  verifiedAt: ofUser('verifiedAt'),
  secondStepAt: ofUser('secondStepAt'),
})

type Rotation = {
  sid: Given<string>
  generation: Given<number>
  idleExpiresAt: Given<number>
  userAgent: SQL | string | null
  ipPrefix: SQL | string | null
}

/** The present generation gives way to the next, if it is this one and the session is alive. */
export const rotate = (
  db: Database,
  { sid, generation, idleExpiresAt, ...origin }: Rotation,
  at: Liveness,
  condition?: SQL,
) =>
  db
    .update(sessions)
    .set({
      generation: sql`${generation} + 1`,
      previousGeneration: generation,
      rotatedAt: at.now,
      repeats: 0,
      idleExpiresAt: sql`min(${idleExpiresAt}, ${sessions.expiresAt})`,
      ...origin,
    })
    .where(and(eq(sessions.id, sid), eq(sessions.generation, generation), isLive(at), condition))
    .returning(withUser())
