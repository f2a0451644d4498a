import { and, eq, gt, isNull, ne, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Budget } from '../budgets.ts'
import type { Database, Given } from '../database.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { sessions } from '../tables/sessions.ts'

/**
 * The parts of which everything that happens once is made, each in one transaction: the challenge is used
 * up for exactly one request, and every effect depends on that request's claim.
 */

/** One request's try to use a challenge up. `claim` is the request's own random name. */
export type Claim = { id: string; claim: string; now: number }

const HOUR_MS = 3_600_000

/** Wrong codes a subject may have per purpose, whatever the number of codes: a new code refills nothing. */
export const failureBudgets = ({
  subject,
  purpose,
}: {
  subject: string
  purpose: Purpose
}): [Budget, Budget] => [
  { key: `code/${purpose}/${subject}/hour`, limit: 10, windowMs: HOUR_MS },
  { key: `code/${purpose}/${subject}/day`, limit: 30, windowMs: 24 * HOUR_MS },
]

/** Still good: not used, not replaced by a newer one, not expired. */
export const isGood = (now: number) =>
  and(isNull(challenges.consumedAt), isNull(challenges.supersededAt), gt(challenges.expiresAt, now))

/** Holds in the statements behind a claim, in the same batch, for exactly the request that made it. */
export const isClaimedBy = (id: string, claim: string) =>
  sql`exists (select 1 from ${challenges} where ${challenges.id} = ${id} and ${challenges.claim} = ${claim})`

/**
 * Uses a challenge up for this request; changes a row for exactly one of any number of them, and only
 * where `condition` holds. Run again for the same claim it says yes again.
 */
export const claimChallenge = (
  db: Database,
  {
    id,
    claim,
    now,
    purpose,
    condition,
  }: { id: string; claim: string; now: number; purpose?: Purpose; condition?: SQL | undefined },
) =>
  db
    .update(challenges)
    .set({ consumedAt: now, claim })
    .where(
      and(
        eq(challenges.id, id),
        or(
          eq(challenges.claim, claim),
          and(isGood(now), purpose && eq(challenges.purpose, purpose), condition),
        ),
      ),
    )
    .returning({ id: challenges.id })

/** Undo links outlive everything else: whoever stole an account must not be able to end them. */
const OUTLIVING: Purpose[] = ['undo_email_change']
/** A new password says nothing about whose the address is. */
export const OUTLIVING_A_PASSWORD: Purpose[] = [...OUTLIVING, 'verify_email']

/** Ends what is outstanding of a subject, all but `keep`: of one purpose, or everything but what outlives it. */
export const supersedeAll = (
  db: Database,
  {
    subject,
    purpose,
    outliving = OUTLIVING,
    keep = '',
    now,
    condition,
  }: {
    subject: string
    purpose?: Purpose
    outliving?: Purpose[]
    keep?: string
    now: number
    condition: SQL
  },
) => {
  const which = purpose ? eq(challenges.purpose, purpose) : notInArray(challenges.purpose, outliving)
  return db
    .update(challenges)
    .set({ supersededAt: now })
    .where(and(eq(challenges.subject, subject), ne(challenges.id, keep), which, isGood(now), condition))
}

/** Success takes the counted failures back. */
export const forgiveFailures = (
  db: Database,
  about: { subject: string; purpose: Purpose },
  condition: SQL,
) => {
  const [hour, day] = failureBudgets(about)
  return db.delete(budgets).where(and(sql`${budgets.key} in (${hour.key}, ${day.key})`, condition))
}

/** Ended by this request, when the statement ran before and its answer was lost. */
export const isEndedBy = (by: Given<string>) => eq(sessions.revokedBy, by)

export const isEndable = (by: Given<string>) => or(isNull(sessions.revokedAt), isEndedBy(by))

/** Ends the live sessions of a user, all but `keep`. `by` is the request's own name. Answers their ids. */
export const endSessions = (
  db: Database,
  {
    userId,
    reason,
    by,
    keep = '',
    now,
    condition,
  }: {
    userId: Given<string>
    reason: string
    by: Given<string>
    keep?: string | undefined
    now: Given<number>
    condition: SQL | undefined
  },
) =>
  db
    .update(sessions)
    .set({ revokedAt: now, revokedReason: reason, revokedBy: by })
    .where(and(eq(sessions.userId, userId), ne(sessions.id, keep), isEndable(by), condition))
    .returning({ id: sessions.id })

export const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)
