import { not } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { type Database, transaction } from '../../database.ts'
import { type Budget, notSpent, take } from '../../pieces/budgets.ts'
import { failPlace, isFailed } from '../../pieces/password-failures.ts'
import type { Try } from '../../pieces/password-try.ts'
import { onlyOnce } from '../../repetition.ts'
import { budgets } from '../../tables/budgets.ts'

/** Where wrong codes are counted, and where it is that the owner was told. */
type Warning = { failures: Budget; notice: Budget }

/** Counts a wrong code. `told` has a row when they are spent and the owner has not been told of it. */
const count = (db: Database, { failures, notice }: Warning, now: number) => ({
  counted: take(db, failures, { now }),
  told: take(db, notice, { now, condition: not(notSpent([failures], now)) }).returning({ key: budgets.key }),
})

/** Counts a wrong code. True when the owner is to be told. */
export const noteWrongCode = ({ db }: Connection) =>
  onlyOnce(async ({ now, ...warning }: Warning & { now: number }): Promise<boolean> => {
    const { told } = await transaction(db, count(db, warning, now))
    return told.length === 1
  })

/** The same for a code for which a place was taken. Undefined when that is no longer kept: then nobody may learn of it. */
export const failCode = ({ db }: Connection) =>
  onlyOnce(
    async ({
      tried,
      now,
      ...warning
    }: Warning & { tried: Try; now: number }): Promise<{ isTold: boolean } | undefined> => {
      const { found, told } = await transaction(db, {
        failed: failPlace(db, tried, now),
        found: isFailed(db, tried),
        ...count(db, warning, now),
      })
      return found.length === 1 ? { isTold: told.length === 1 } : undefined
    },
  )
