import { and, eq, ne, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, notSpent, previousChangedOne, readAll, spentUntil, take } from '../pieces/budgets.ts'
import { isGood } from '../pieces/challenge.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { givenTry, passTry, type Try } from '../pieces/password-try.ts'
import { onlyOnce } from '../repetition.ts'
import { challenges, type NewChallenge } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

type Given = {
  challenge: NewChallenge
  /** Wrong codes of the subject: nothing is issued while one of these is spent. */
  failures: readonly Budget[]
  /** Taken in their order, each only after the one before: who has spent their own does not spend another's. */
  mails: readonly Budget[]
  /** A password that was just right: its failures are forgiven, and an outdated hash is replaced. */
  proven: { userId: string; matched: string; rehashed: string | undefined; tried: Try } | undefined
  now: number
}

/**
 * Enters a challenge, if the budgets allow it; an older one of the same subject and purpose ends. Answers
 * when to come back, if it was refused.
 */
export const issueChallenge = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      challenge,
      failures,
      mails,
      proven,
      now,
    }: Given): Promise<{ issued: true } | { issued: false; retryAt: number }> => {
      const limits = [...failures, ...mails]
      const isEntered = sql`exists (select 1 from ${challenges} where ${challenges.id} = ${challenge.id})`
      const isOlder = and(
        eq(challenges.subject, challenge.subject),
        eq(challenges.purpose, challenge.purpose),
        ne(challenges.id, challenge.id),
      )
      const mayBegin = notSpent(failures, now)
      const taken = mails.map((budget, index) => [
        `mail ${index}`,
        take(db, budget, { now, condition: index === 0 ? mayBegin : previousChangedOne }),
      ])
      const { windows, entered } = await transaction(db, {
        windows: readAll(db, limits),
        ...(Object.fromEntries(taken) as Record<string, ReturnType<typeof take>>),
        challenge: insertWhen(
          db,
          challenges,
          challenge,
          sql`where ${mails.length === 0 ? mayBegin : previousChangedOne}`,
        ),
        superseded: db
          .update(challenges)
          .set({ supersededAt: now })
          .where(and(isOlder, isGood({ now, notBefore }), isEntered)),
        ...(proven && passTry(db, givenTry(proven.tried), { userId: proven.userId })),
        ...(proven?.rehashed !== undefined && {
          rehashed: db
            .update(users)
            .set({ password: proven.rehashed })
            .where(and(eq(users.id, proven.userId), eq(users.password, proven.matched))),
        }),
        entered: db.select({ id: challenges.id }).from(challenges).where(eq(challenges.id, challenge.id)),
      })
      if (entered.length === 1) return { issued: true }
      return { issued: false, retryAt: spentUntil(windows, limits, now) ?? now + 1_000 }
    },
  )
