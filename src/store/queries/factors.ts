import { eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Factors, factorsOf } from '../pieces/factors.ts'
import { type LastProof, lastProofIn } from '../pieces/last-proof.ts'
import { type Held, isHeld } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** A session that is held, its user, what the account can prove itself with, and what the session was last proven by. */
export const sessionWithFactors = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      now,
    }: {
      held: Held
      now: number
    }): Promise<{ session: Session; user: User; factors: Factors; lastProof: LastProof } | undefined> => {
      const [found] = await db
        .select({
          session: sessions,
          user: users,
          factors: factorsOf(sql`${users.id}`),
          lastProof: lastProofIn(held.sid),
        })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(isHeld(held, { now, notBefore }))
      return found
    },
  )
