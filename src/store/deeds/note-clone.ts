import { sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, previousChangedOne, take } from '../pieces/budgets.ts'
import { type CarriedChallenge, spendChallenge } from '../pieces/carried-challenge.ts'
import { onlyOnce } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges } from '../tables/challenges.ts'

/**
 * Spends the challenge of a passkey whose counter did not go on. `replayed`: it was spent before, so somebody has sent
 * a request a second time, and its counter says nothing. Else takes one from the budget of notices: `to_tell` when there
 * was one left.
 */
export const noteClone = ({ db }: Connection) =>
  onlyOnce(
    async ({
      userId,
      challenge,
      notices,
      now,
    }: {
      userId: string
      challenge: CarriedChallenge
      notices: Budget
      now: number
    }): Promise<'replayed' | 'to_tell' | 'told'> => {
      const { signed, taken } = await transaction(db, {
        signed: spendChallenge(db, challenge, {
          purpose: 'passkey',
          userId,
          now,
          condition: sql`true`,
        }).returning({ id: challenges.id }),
        taken: take(db, notices, { now, condition: previousChangedOne }).returning({ key: budgets.key }),
      })
      if (signed.length === 0) return 'replayed'
      return taken.length > 0 ? 'to_tell' : 'told'
    },
  )
