import { not, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, previousChangedOne, take } from '../pieces/budgets.ts'
import { type CarriedChallenge, spendChallenge } from '../pieces/carried-challenge.ts'
import { isClaimed } from '../pieces/challenge.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { onlyOnce } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges } from '../tables/challenges.ts'

type Given = {
  userId: string
  challenge: CarriedChallenge
  /** Of the account and, while nobody has proven its address, of that. */
  notices: { ofAccount: Budget; ofAddress: Budget | undefined }
  /** What the owner reads of it: why it was refused and, of a copy, that there is one. */
  lines: { replayed: Line; refused: Line; cloned: Line }
  now: number
}

/**
 * Spends the challenge of a passkey whose counter did not go on. `replayed`: it was spent before, so somebody has sent
 * a request a second time, and its counter says nothing. Else takes one from the budgets of notices: `to_tell` when
 * there was one left in each.
 */
export const noteClone = ({ db }: Connection) =>
  onlyOnce(
    async ({ userId, challenge, notices, lines, now }: Given): Promise<'replayed' | 'to_tell' | 'told'> => {
      const isNew = isClaimed(challenge)
      const write = (line: Line, condition: SQL) => writeLine(db, line, { subject: userId, condition })
      const takeNext = (budget: Budget) =>
        take(db, budget, { now, condition: previousChangedOne }).returning({ owner: budgets.owner })
      const { signed, taken, takenOfAddress } = await transaction(db, {
        signed: spendChallenge(db, challenge, {
          purpose: 'passkey',
          userId,
          now,
          condition: sql`true`,
        }).returning({ id: challenges.id }),
        taken: takeNext(notices.ofAccount),
        ...(notices.ofAddress && { takenOfAddress: takeNext(notices.ofAddress) }),
        cloned: write(lines.cloned, isNew),
        refused: write(lines.refused, isNew),
        replayed: write(lines.replayed, not(isNew)),
      })
      if (signed.length === 0) return 'replayed'
      return (takenOfAddress ?? taken).length > 0 ? 'to_tell' : 'told'
    },
  )
