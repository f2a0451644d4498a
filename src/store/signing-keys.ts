import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Connection } from './connection.ts'
import { transaction } from './database.ts'
import { insertWhen } from './pieces/insert-when.ts'
import { repeatable } from './repetition.ts'
import { type SigningKeyRow, signingKeys } from './tables/signing-keys.ts'

/** The RSA keys: one most of the time, two or three around a change. */
export function signingKeyRows({ db }: Connection) {
  /** By the index, so that nothing is scanned: no period is below zero. */
  const everyRow = () => db.select().from(signingKeys).where(gte(signingKeys.period, 0))
  const deletion = (kids: readonly string[]) =>
    db
      .delete(signingKeys)
      .where(inArray(signingKeys.kid, sql`(select value from json_each(${JSON.stringify(kids)}) as each)`))

  return {
    all: repeatable(async (): Promise<SigningKeyRow[]> => everyRow()),

    /**
     * Drops some keys and adds one, unless there is one of its period or a later one: of all who make a key at the same
     * time one has made it, and the others get that one. Answers all that there are afterwards.
     */
    add: repeatable(
      async ({ row, drop }: { row: SigningKeyRow; drop: readonly string[] }): Promise<SigningKeyRow[]> => {
        const isFirst = sql`where not exists (select 1 from ${signingKeys} where ${signingKeys.period} >= ${row.period})`
        const { all } = await transaction(db, {
          dropped: deletion(drop),
          added: insertWhen(db, signingKeys, row, isFirst),
          all: everyRow(),
        })
        return all
      },
    ),

    drop: repeatable(async (kids: readonly string[]): Promise<void> => {
      await deletion(kids)
    }),

    /** Puts what was sealed anew in the place of what it was made from. */
    reseal: repeatable(
      async ({ kid, from, to }: { kid: string; from: string; to: string }): Promise<void> => {
        await db
          .update(signingKeys)
          .set({ privateKey: to })
          .where(and(eq(signingKeys.kid, kid), eq(signingKeys.privateKey, from)))
      },
    ),
  }
}
