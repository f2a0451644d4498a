import { eq, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Budget, listOf, takeAll } from '../../pieces/budgets.ts'
import { type ToldLine, writeLine } from '../../pieces/write-event.ts'
import { onlyOnce } from '../../repetition.ts'
import { challenges } from '../../tables/challenges.ts'

/** Counts a wrong address that was typed for a link. It is a try of the code as well, and the link stays good. */
export const missAddress = ({ db }: Connection) =>
  onlyOnce(
    async ({
      id,
      limits,
      wrong,
      now,
    }: {
      id: string
      limits: readonly [Budget, ...Budget[]]
      /** What the owner reads of it. */
      wrong: ToldLine | undefined
      now: number
    }): Promise<void> => {
      await transaction(db, {
        tried: db
          .update(challenges)
          .set({ tries: sql`${challenges.tries} + 1` })
          .where(eq(challenges.id, id)),
        counted: takeAll(db, now, { list: listOf(limits, now) }),
        ...(wrong && { line: writeLine(db, wrong.line, { subject: wrong.subject }) }),
      })
    },
  )
