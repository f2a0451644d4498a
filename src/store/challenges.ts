import { and, eq, isNull, lt, ne, sql } from 'drizzle-orm'
import { type Budget, notSpent, previousChangedOne, readAll, spentUntil, take } from './budgets.ts'
import { failureBudgets, isGood } from './pieces/claims.ts'
import { type Database, insertWhen } from './database.ts'
import { challenges, type NewChallenge, type Purpose } from './tables/challenges.ts'
import { passwordFailures } from './tables/password-failures.ts'
import { users } from './tables/users.ts'

/** A code may be tried this often. */
const TRIES_PER_CODE = 5

/** A password that was just right: its account, the hash it matched, and a fresh hash if that one is outdated. */
export type VerifiedPassword = { userId: string; hash: string; rehashed: string | undefined }

/** Whatever becomes of the code: the password was right. */
const settle = (db: Database, { userId, hash, rehashed }: VerifiedPassword) => [
  db.delete(passwordFailures).where(eq(passwordFailures.subject, userId)),
  db
    .update(users)
    .set({ password: rehashed ?? hash })
    .where(and(eq(users.id, userId), eq(users.password, hash))),
]

/** Issuing and trying of challenges. Every function is one D1 round trip. */
export function challengesStore(db: Database) {
  return {
    /**
     * Enters a challenge, if each of the `mails` budgets has one left and the subject's failures are not
     * spent; an older one of the same subject and purpose ends. Budgets are taken in their order, each
     * only after the one before, so that whoever has spent their own does not spend another's. With
     * `verified`, a password that was just right, its failures are forgiven and an outdated hash replaced.
     * Answers when to come back, if it was refused.
     */
    async issue({
      challenge,
      mails,
      verified,
      now,
    }: {
      challenge: NewChallenge
      mails: Budget[]
      verified: VerifiedPassword | undefined
      now: number
    }): Promise<{ issued: true } | { issued: false; retryAt: number }> {
      const failures = failureBudgets(challenge)
      const limits = [...failures, ...mails]
      const entered = sql`exists (select 1 from ${challenges} where ${challenges.id} = ${challenge.id})`
      const older = and(
        eq(challenges.subject, challenge.subject),
        eq(challenges.purpose, challenge.purpose),
        ne(challenges.id, challenge.id),
      )
      const results = await db.batch([
        readAll(db, limits),
        ...mails.map((budget, index) =>
          take(db, budget, { now, condition: index === 0 ? notSpent(failures, now) : previousChangedOne }),
        ),
        insertWhen(
          db,
          challenges,
          challenge,
          sql`where ${mails.length === 0 ? notSpent(failures, now) : previousChangedOne}`,
        ),
        db
          .update(challenges)
          .set({ supersededAt: now })
          .where(and(older, isGood(now), entered)),
        ...(verified ? settle(db, verified) : []),
        db.select({ id: challenges.id }).from(challenges).where(eq(challenges.id, challenge.id)),
      ])
      if ((results.at(-1) as unknown[]).length === 1) return { issued: true }
      return { issued: false, retryAt: spentUntil(results[0], limits, now) ?? now + 1_000 }
    },

    /**
     * Counts a try before anybody compares: neither parallel requests nor new codes nor new flows can go
     * beyond the tries of a code or the failures of its subject. Answers whether it was the code's last, or
     * undefined when it was not admitted. It stays counted until a success takes it back.
     */
    async reserveTry({
      id,
      subject,
      purpose,
      now,
    }: {
      id: string
      subject: string
      purpose: Purpose
      now: number
    }): Promise<{ isLast: boolean } | undefined> {
      const [hour, day] = failureBudgets({ subject, purpose })
      const isTryable = and(
        eq(challenges.id, id),
        eq(challenges.subject, subject),
        eq(challenges.purpose, purpose),
        isGood(now),
        lt(challenges.tries, TRIES_PER_CODE),
        notSpent([hour, day], now),
      )
      const [reserved] = await db.batch([
        db
          .update(challenges)
          .set({ tries: sql`${challenges.tries} + 1` })
          .where(isTryable)
          .returning({ tries: challenges.tries }),
        take(db, hour, { now, condition: previousChangedOne }),
        take(db, day, { now, condition: previousChangedOne }),
      ])
      const [challenge] = reserved
      return challenge && { isLast: challenge.tries === TRIES_PER_CODE }
    },

    /** The enabled account that a good challenge is about, if it has this address. */
    async accountOf({
      id,
      purpose,
      email,
      now,
    }: {
      id: string
      purpose: Purpose
      email: string
      now: number
    }): Promise<{ userId: string } | undefined> {
      const [account] = await db
        .select({ userId: users.id })
        .from(challenges)
        .innerJoin(users, eq(users.id, challenges.subject))
        .where(
          and(
            eq(challenges.id, id),
            eq(challenges.purpose, purpose),
            isGood(now),
            eq(users.email, email),
            isNull(users.disabledAt),
          ),
        )
      return account
    },

    /** Whether a challenge is still good. */
    async isGood({ id, purpose, now }: { id: string; purpose: Purpose; now: number }): Promise<boolean> {
      const found = await db
        .select({ id: challenges.id })
        .from(challenges)
        .where(and(eq(challenges.id, id), eq(challenges.purpose, purpose), isGood(now)))
      return found.length === 1
    },
  }
}
