import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Connection } from '../connection.ts'
import { places } from '../database.ts'
import { type Factors, factorsOf } from '../pieces/factors.ts'
import { type LastProof, lastProofIn } from '../pieces/last-proof.ts'
import { type Held, heldIn, isHeld, isLive, userOfHeld } from '../pieces/live-session.ts'
import { lastLogin, type SeenUser, seenUser } from '../pieces/last-login.ts'
import { isOwned } from '../pieces/owner.ts'
import { repeatable } from '../repetition.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** The account of an address. */
export const userByEmail = ({ db }: Connection) =>
  repeatable(async (email: string): Promise<User | undefined> => {
    const [user] = await db.select().from(users).where(eq(users.email, email))
    return user
  })

/** A user by their id. */
export const userById = ({ db }: Connection) =>
  repeatable(async (id: string): Promise<User | undefined> => {
    const [user] = await db.select().from(users).where(eq(users.id, id))
    return user
  })

/** The user behind a session that is held. */
export function userBySession({ db, notBefore }: Connection) {
  const prepare = () => {
    const { now, ...held } = places('sid', 'generation', 'now')
    return db
      .select(seenUser())
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(isHeld(heldIn(held), { now, notBefore }))
      .prepare()
  }
  let statement: ReturnType<typeof prepare> | undefined
  return repeatable(async ({ held, now }: { held: Held; now: number }): Promise<SeenUser | undefined> => {
    statement ??= prepare()
    const [user] = await statement.execute({ ...held, now })
    return user
  })
}

/** A session that is held, its user with their factors, and whether somebody else owns `email`. */
export const userBySessionAndOwner = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      email,
      now,
    }: {
      held: Held
      email: string
      now: number
    }): Promise<
      { session: Session; user: User; factors: Factors; lastProof: LastProof; taken: boolean } | undefined
    > => {
      const at = { now, notBefore }
      const caller = userOfHeld(held, at)
      const [found] = await db
        .select({
          session: sessions,
          user: users,
          factors: factorsOf(caller),
          lastProof: lastProofIn(held.sid),
          taken: isOwned(email, { ...at, than: caller }),
        })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(isHeld(held, at))
      return found
    },
  )

/** The user behind a live session, with their factors, together with the user they ask for, who may not exist. */
export const userBySessionAndTarget = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      now,
    }: {
      sid: string
      userId: string
      now: number
    }): Promise<{ caller: User; factors: Factors; target: SeenUser | null } | undefined> => {
      const target = alias(users, 'target')
      const [found] = await db
        .select({
          caller: users,
          factors: factorsOf(sql`${users.id}`),
          target: { ...getTableColumns(target), lastLoginAt: lastLogin(sql`target`) },
        })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .leftJoin(target, eq(target.id, userId))
        .where(and(eq(sessions.id, sid), isLive({ now, notBefore })))
      return found
    },
  )
