import { not, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { type Database, transaction } from '../../database.ts'
import { type Budget, notSpent, take } from '../../pieces/budgets.ts'
import { failPlace, isFailed } from '../../pieces/password-failures.ts'
import type { Try } from '../../pieces/password-try.ts'
import { type ToldLine, writeLine } from '../../pieces/write-event.ts'
import { onlyOnce } from '../../repetition.ts'
import { budgets } from '../../tables/budgets.ts'

/** Where wrong codes are counted, and where it is that the owner was told. */
type Warning = { failures: Budget; notice: Budget }

/** What the owner reads of it in their history. */
type Refused = { refused: ToldLine }

/** Counts a wrong code. `told` has a row when they are spent and the owner has not been told of it. */
const count = (db: Database, { failures, notice }: Warning, now: number) => ({
  counted: take(db, failures, { now }),
  told: take(db, notice, { now, condition: not(notSpent([failures], now)) }).returning({
    owner: budgets.owner,
  }),
})

/** Counts a wrong code, and writes it down. True when the owner is to be told. */
export const noteWrongCode = ({ db }: Connection) =>
  onlyOnce(async ({ now, refused, ...warning }: Warning & Refused & { now: number }): Promise<boolean> => {
    const { told } = await transaction(db, {
      ...count(db, warning, now),
      line: writeLine(db, refused.line, { subject: refused.subject }),
    })
    return told.length === 1
  })

/** The same for a code for which a place was taken. Undefined when that is no longer kept: then nobody may learn of it. */
export const failCode = ({ db }: Connection) =>
  onlyOnce(
    async ({
      tried,
      now,
      refused,
      ...warning
    }: Warning & Refused & { tried: Try; now: number }): Promise<{ isTold: boolean } | undefined> => {
      const failed = isFailed(db, tried)
      const { found, told } = await transaction(db, {
        failed: failPlace(db, tried, now),
        found: failed,
        ...count(db, warning, now),
        line: writeLine(db, refused.line, { subject: refused.subject, condition: sql`exists ${failed}` }),
      })
      return found.length === 1 ? { isTold: told.length === 1 } : undefined
    },
  )
