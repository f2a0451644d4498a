import { not } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Budget, notSpent, take } from '../../pieces/budgets.ts'
import { onlyOnce } from '../../repetition.ts'
import { budgets } from '../../tables/budgets.ts'

/**
 * Counts a wrong code in `failures`. True when they are spent and the owner has not been told of it: `notice` is taken
 * from then.
 */
export const noteWrongCode = ({ db }: Connection) =>
  onlyOnce(
    async ({
      failures,
      notice,
      now,
    }: {
      failures: Budget
      notice: Budget
      now: number
    }): Promise<boolean> => {
      const { told } = await transaction(db, {
        counted: take(db, failures, { now }),
        told: take(db, notice, { now, condition: not(notSpent([failures], now)) }).returning({
          key: budgets.key,
        }),
      })
      return told.length === 1
    },
  )
