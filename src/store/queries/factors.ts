import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { factorsOf } from '../pieces/factors.ts'
import { isLive } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'
import type { Factors } from '../pieces/factors.ts'

/** A live session, its user, and what the account can prove itself with. */
export const sessionWithFactors = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      now,
    }: {
      sid: string
      now: number
    }): Promise<{ session: Session; user: User; factors: Factors } | undefined> => {
      const [found] = await db
        .select({ session: sessions, user: users, factors: factorsOf(sql`${users.id}`) })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(and(eq(sessions.id, sid), isLive({ now, notBefore })))
      return found
    },
  )
