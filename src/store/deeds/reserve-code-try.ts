import { and, eq, lt, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, notSpent, previousChangedOne, take } from '../pieces/budgets.ts'
import { isGood } from '../pieces/challenge.ts'
import { onlyOnce } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'

type Given = {
  id: string
  subject: string
  purpose: Purpose
  maxTries: number
  failures: { hour: Budget; day: Budget }
  now: number
}

/**
 * Counts a try before anybody compares: neither parallel requests nor new codes nor new flows can go
 * beyond the tries of a code or the failures of its subject. Answers how many tries of
 * its subject are counted in this hour, or undefined when it was not admitted. It stays counted until a success takes it back.
 */
export const reserveCodeTry = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      id,
      subject,
      purpose,
      maxTries,
      failures: { hour, day },
      now,
    }: Given): Promise<{ failures: number } | undefined> => {
      const isTryable = and(
        eq(challenges.id, id),
        eq(challenges.subject, subject),
        eq(challenges.purpose, purpose),
        isGood({ now, notBefore }),
        lt(challenges.tries, maxTries),
        notSpent([hour, day], now),
      )
      const { reserved, hour: counted } = await transaction(db, {
        reserved: db
          .update(challenges)
          .set({ tries: sql`${challenges.tries} + 1` })
          .where(isTryable)
          .returning({ id: challenges.id }),
        hour: take(db, hour, { now, condition: previousChangedOne }).returning({ count: budgets.count }),
        day: take(db, day, { now, condition: previousChangedOne }),
      })
      return reserved[0] && { failures: counted[0]?.count ?? 0 }
    },
  )
