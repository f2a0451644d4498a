import { and, eq, isNull } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { isGood } from '../pieces/challenge.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

type Asked = { id: string; purpose: Purpose; now: number }

/** Whether a challenge is still good. */
export const isChallengeGood = ({ db, notBefore }: Connection) =>
  repeatable(async ({ id, purpose, now }: Asked): Promise<boolean> => {
    const found = await db
      .select({ id: challenges.id })
      .from(challenges)
      .where(and(eq(challenges.id, id), eq(challenges.purpose, purpose), isGood({ now, notBefore })))
    return found.length === 1
  })

/** The enabled account that a good challenge is about, if it has this address. */
export const accountOfChallenge = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      id,
      purpose,
      email,
      now,
    }: Asked & { email: string }): Promise<{ userId: string } | undefined> => {
      const [account] = await db
        .select({ userId: users.id })
        .from(challenges)
        .innerJoin(users, eq(users.id, challenges.subject))
        .where(
          and(
            eq(challenges.id, id),
            eq(challenges.purpose, purpose),
            isGood({ now, notBefore }),
            eq(users.email, email),
            isNull(users.disabledAt),
          ),
        )
      return account
    },
  )
