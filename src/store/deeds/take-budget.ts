import type { Connection } from '../connection.ts'
import { type Budget, take } from '../pieces/budgets.ts'
import { onlyOnce } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'

/** Takes one from a budget that nothing else depends on; false when none is left. */
export const takeBudget = ({ db }: Connection) =>
  onlyOnce(async (budget: Budget, now: number): Promise<boolean> => {
    const taken = await take(db, budget, { now }).returning({ key: budgets.key })
    return taken.length === 1
  })
