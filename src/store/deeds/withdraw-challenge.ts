import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, giveBack, listOf } from '../pieces/budgets.ts'
import { isGood } from '../pieces/challenge.ts'
import { drain } from '../pieces/mail-bucket.ts'
import { onlyOnce } from '../repetition.ts'
import { challenges, type NewChallenge } from '../tables/challenges.ts'
import type { ChallengeLimits } from './issue-challenge.ts'

/**
 * Takes a challenge back that reached nobody, since something did not answer that stands behind it. Its
 * place in the limits is free again, and what its session had begun before is good again.
 */
export const withdrawChallenge = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      challenge: { id, subject, purpose, askedBy, createdAt },
      counted,
      bucket,
    }: {
      challenge: NewChallenge
      /** What its mail was taken from. */
      counted: readonly Budget[]
      bucket: ChallengeLimits['bucket']
    }): Promise<void> => {
      const isThis = and(eq(challenges.id, id), isGood({ now: createdAt, notBefore }))
      // When the answer of D1 was lost that says whether it was entered, this decides.
      const isEntered = sql`exists (select 1 from ${challenges} where ${isThis})`
      await transaction(db, {
        windows: giveBack(db, listOf(counted, createdAt), isEntered),
        ...(bucket && { bucket: drain(db, bucket, isEntered) }),
        ended: db.update(challenges).set({ supersededAt: createdAt }).where(isThis),
        ...(askedBy && {
          revived: db
            .update(challenges)
            .set({ supersededAt: null })
            .where(
              and(
                eq(challenges.subject, subject),
                eq(challenges.purpose, purpose),
                eq(challenges.askedBy, askedBy),
                eq(challenges.supersededAt, createdAt),
                isNull(challenges.consumedAt),
                ne(challenges.id, id),
              ),
            ),
        }),
      })
    },
  )
