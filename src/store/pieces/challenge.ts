import { and, eq, gte, inArray, isNull, ne, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { type Budget, giveBack, listOf } from './budgets.ts'
import { isFuture, type Liveness } from './live-session.ts'

/**
 * One request's try to use a challenge up. `claim` is the request's own random name: every effect of the
 * same transaction depends on it, so that exactly one request has an effect.
 */
export type Claim = {
  id: string
  purpose: Purpose
  claim: string
  now: number
  /** The budgets by client in which the try of its code was counted. */
  counted?: readonly Budget[]
}

/** The same as a statement has it. */
export type GivenClaim = { id: Given<string>; purpose: Purpose; claim: Given<string>; now: Given<number> }

/** Not used, not replaced by a newer one, not expired. */
const isOpen = (now: Given<number>) =>
  and(isNull(challenges.consumedAt), isNull(challenges.supersededAt), isFuture(challenges.expiresAt, now))

/** Still good: open, and not from before the moment since which everything counts. */
export const isGood = ({ now, notBefore }: Liveness) => and(isOpen(now), gte(challenges.createdAt, notBefore))

/** Good, or used up by this very request. */
export const isClaimable = ({ id, purpose, claim, now }: GivenClaim, notBefore: number, condition?: SQL) =>
  and(
    eq(challenges.id, id),
    eq(challenges.purpose, purpose),
    or(eq(challenges.claim, claim), and(isGood({ now, notBefore }), condition)),
  )

/**
 * Uses a challenge up for this request; changes a row for exactly one of any number of requests, and only
 * where `condition` holds. Run again for the same claim it says yes again.
 */
export const claimChallenge = (
  { db, notBefore }: { db: Database; notBefore: number },
  claim: GivenClaim,
  condition?: SQL,
) =>
  db
    .update(challenges)
    .set({ consumedAt: claim.now, claim: claim.claim })
    .where(isClaimable(claim, notBefore, condition))
    .returning({ id: challenges.id })

/**
 * The same after a right code: what its try was counted with by client is given back. That comes first, where
 * the challenge is not used up yet: run again for the same claim it gives nothing back.
 */
export const claimByCode = (at: { db: Database; notBefore: number }, claim: Claim, condition?: SQL) =>
  claimCounted(at, claim, { counted: listOf(claim.counted ?? [], claim.now), condition })

/** The same where what it was counted with is a list. */
export const claimCounted = (
  { db, notBefore }: { db: Database; notBefore: number },
  claim: GivenClaim,
  { counted, condition }: { counted: Given<string>; condition: SQL | undefined },
) => {
  const isFirst = and(
    eq(challenges.id, claim.id),
    eq(challenges.purpose, claim.purpose),
    isGood({ now: claim.now, notBefore }),
    condition,
  )
  return {
    uncounted: giveBack(db, counted, sql`exists (select 1 from ${challenges} where ${isFirst})`),
    claimed: claimChallenge({ db, notBefore }, claim, condition),
  }
}

/** Holds in the statements behind a claim, in the same transaction, for exactly the request that made it. */
export const isClaimed = ({ id, claim }: { id: Given<string>; claim: Given<string> }) =>
  sql`exists (select 1 from ${challenges} where ${challenges.id} = ${id} and ${challenges.claim} = ${claim})`

/** Ends what is outstanding of a subject, or of several: of one purpose, or of all purposes but some. */
export const supersede = (
  db: Database,
  {
    subject,
    which,
    keep,
    now,
    condition,
  }: {
    subject: Given<string> | readonly string[]
    which: { only: Purpose } | { allBut: readonly Purpose[] }
    /** The id of the one that stays. */
    keep?: string
    now: number
    condition: SQL
  },
) =>
  db
    .update(challenges)
    .set({ supersededAt: now })
    .where(
      and(
        Array.isArray(subject)
          ? inArray(challenges.subject, subject)
          : eq(challenges.subject, subject as Given<string>),
        'only' in which
          ? eq(challenges.purpose, which.only)
          : notInArray(challenges.purpose, [...which.allBut]),
        keep === undefined ? undefined : ne(challenges.id, keep),
        isOpen(now),
        condition,
      ),
    )
