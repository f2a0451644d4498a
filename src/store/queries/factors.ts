import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Factors, factorsOf } from '../pieces/factors.ts'
import { type LastProof, lastProofIn } from '../pieces/last-proof.ts'
import { isLive } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** A live session, its user, what the account can prove itself with, and what the session was last proven by. */
export const sessionWithFactors = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      now,
    }: {
      sid: string
      now: number
    }): Promise<{ session: Session; user: User; factors: Factors; lastProof: LastProof } | undefined> => {
      const [found] = await db
        .select({
          session: sessions,
          user: users,
          factors: factorsOf(sql`${users.id}`),
          lastProof: lastProofIn(sid),
        })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(and(eq(sessions.id, sid), isLive({ now, notBefore })))
      return found
    },
  )
