import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, take } from '../pieces/budgets.ts'
import { type ToldLine, writeLine } from '../pieces/write-event.ts'
import { onlyOnce } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'

/** Takes one from a budget that nothing else depends on; false when none is left. `told` is written down either way. */
export const takeBudget = ({ db }: Connection) =>
  onlyOnce(async (budget: Budget, now: number, told?: ToldLine): Promise<boolean> => {
    const { taken } = await transaction(db, {
      taken: take(db, budget, { now }).returning({ owner: budgets.owner }),
      ...(told && { line: writeLine(db, told.line, { subject: told.subject }) }),
    })
    return taken.length === 1
  })
