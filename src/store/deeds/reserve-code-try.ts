import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, notSpent, previousChangedOne, takeAll } from '../pieces/budgets.ts'
import { isGood } from '../pieces/challenge.ts'
import { onlyOnce } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'

type Given = {
  id: string
  subject: string
  purpose: Purpose
  maxTries: number
  /** A code of an older challenge is over, though its link may still be good. */
  codesGoodSince: number
  failures: readonly [Budget, ...Budget[]]
  now: number
}

/**
 * Counts a try before anybody compares: neither parallel requests nor new codes nor new flows can go
 * beyond the tries of a code or the failures of its subject. Answers how many tries of its subject are
 * counted in the hour, or undefined when it was not admitted. It stays counted until a success takes it back.
 */
export const reserveCodeTry = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      id,
      subject,
      purpose,
      maxTries,
      codesGoodSince,
      failures,
      now,
    }: Given): Promise<{ failures: number } | undefined> => {
      const isTryable = and(
        eq(challenges.id, id),
        eq(challenges.subject, subject),
        eq(challenges.purpose, purpose),
        isGood({ now, notBefore }),
        gt(challenges.createdAt, codesGoodSince),
        lt(challenges.tries, maxTries),
        notSpent(failures, now),
      )
      const { reserved, taken } = await transaction(db, {
        reserved: db
          .update(challenges)
          .set({ tries: sql`${challenges.tries} + 1` })
          .where(isTryable)
          .returning({ id: challenges.id }),
        taken: takeAll(db, failures, { now, condition: previousChangedOne }).returning({
          key: budgets.key,
          count: budgets.count,
        }),
      })
      const ofHour = taken.find(({ key }) => key === failures[0].key)
      return reserved[0] && { failures: ofHour?.count ?? 0 }
    },
  )
