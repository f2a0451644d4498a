import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { isGood } from '../pieces/challenge.ts'
import { type Factors, factorsOf } from '../pieces/factors.ts'
import type { Holder } from '../pieces/holder.ts'
import { isOwned } from '../pieces/owner.ts'
import { type Held, userOfHeld } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { type User, users } from '../tables/users.ts'

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

/** The account that a good challenge is about, and the address that the challenge reserves. */
export const accountOfChallenge = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({ id, purpose, now }: Asked): Promise<{ user: User; reserves: string | null } | undefined> => {
      const [found] = await db
        .select({ user: users, reserves: challenges.reserves })
        .from(challenges)
        .innerJoin(users, eq(users.id, challenges.subject))
        .where(and(eq(challenges.id, id), eq(challenges.purpose, purpose), isGood({ now, notBefore })))
      return found
    },
  )

/** What a good link is about, and who has the address. */
export const mailedLink = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      id,
      purpose,
      email,
      now,
    }: Asked & { email: string }): Promise<({ subject: string } & Holder) | undefined> => {
      const at = { now, notBefore }
      const [found] = await db
        .select({ subject: challenges.subject, user: users, owned: isOwned(email, at) })
        .from(challenges)
        .leftJoin(users, eq(users.email, email))
        .where(and(eq(challenges.id, id), eq(challenges.purpose, purpose), isGood(at)))
      return found && { subject: found.subject, account: found.user ?? undefined, owned: found.owned }
    },
  )

/** The user of a session that is held, and the links of their registration whose codes are still good: the newest first. */
export const confirmableBySession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      begunAfter,
      maxTries,
      now,
    }: {
      held: Held
      begunAfter: number
      maxTries: number
      now: number
    }): Promise<{ user: User; ids: string[] } | undefined> => {
      const userId = userOfHeld(held, { now, notBefore })
      const {
        user: [user],
        open,
      } = await transaction(db, {
        user: db.select().from(users).where(eq(users.id, userId)),
        open: db
          .select({ id: challenges.id, createdAt: challenges.createdAt })
          .from(challenges)
          .where(
            and(
              eq(challenges.subject, userId),
              eq(challenges.purpose, 'verify_email'),
              gt(challenges.createdAt, begunAfter),
              lt(challenges.tries, maxTries),
              isGood({ now, notBefore }),
            ),
          ),
      })
      const newestFirst = open.toSorted((one, other) => other.createdAt - one.createdAt)
      return user && { user, ids: newestFirst.map(({ id }) => id) }
    },
  )

/** The user of a session that is held with what the account can prove itself with, and the codes that the session has asked for. */
export const codesOfSession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      purpose,
      begunAfter,
      maxTries,
      now,
    }: Omit<Asked, 'id'> & { held: Held; begunAfter: number; maxTries: number }): Promise<
      { user: User; factors: Factors; ids: string[] } | undefined
    > => {
      const userId = userOfHeld(held, { now, notBefore })
      const {
        account: [account],
        open,
      } = await transaction(db, {
        account: db
          .select({ user: users, factors: factorsOf(sql`${users.id}`) })
          .from(users)
          .where(eq(users.id, userId)),
        open: db
          .select({ id: challenges.id })
          .from(challenges)
          .where(
            and(
              eq(challenges.subject, userId),
              eq(challenges.purpose, purpose),
              eq(challenges.askedBy, held.sid),
              gt(challenges.createdAt, begunAfter),
              lt(challenges.tries, maxTries),
              isGood({ now, notBefore }),
            ),
          ),
      })
      return account && { ...account, ids: open.map(({ id }) => id) }
    },
  )
