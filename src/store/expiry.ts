import { and, inArray, lt, lte, notExists, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { auditEvents, budgets, challenges, passwordFailures, sessions, users } from './schema.ts'

const DAY_MS = 86_400_000

/** Ended sessions are kept this long, so that a user can still be told what happened to them. */
const SESSIONS_KEPT_MS = 30 * DAY_MS
const AUDIT_KEPT_MS = 90 * DAY_MS

/** Deletes what nobody can use any more, in bounded steps. */
export function expiryStore(db: Database) {
  return {
    /**
     * One step: at most `most` rows of each kind, in one round trip. Failures of accounts stay (a
     * hundred in a row count without a time window); those of unknown addresses go after a day.
     * Answers how many rows went.
     */
    async deleteSome({ now, most }: { now: number; most: number }): Promise<number> {
      const endedBefore = now - SESSIONS_KEPT_MS
      const expired = db
        .select({ id: sessions.id })
        .from(sessions)
        .where(lte(sessions.expiresAt, endedBefore))
        .limit(most)
      const revoked = db
        .select({ id: sessions.id })
        .from(sessions)
        .where(lte(sessions.revokedAt, endedBefore))
        .limit(most)
      const dead = db
        .select({ id: challenges.id })
        .from(challenges)
        .where(lte(challenges.expiresAt, now))
        .limit(most)
      const over = db.select({ key: budgets.key }).from(budgets).where(lte(budgets.resetsAt, now)).limit(most)
      const old = db
        .select({ id: auditEvents.id })
        .from(auditEvents)
        .where(lte(auditEvents.at, now - AUDIT_KEPT_MS))
        .limit(most)
      const ofAccount = db
        .select({ id: users.id })
        .from(users)
        .where(sql`${users.id} = ${passwordFailures.subject}`)
      const unknown = db
        .select({ subject: passwordFailures.subject })
        .from(passwordFailures)
        .where(and(lt(passwordFailures.updatedAt, now - DAY_MS), notExists(ofAccount)))
        .limit(most)
      const deleted = await db.batch([
        db.delete(sessions).where(inArray(sessions.id, expired)).returning({ id: sessions.id }),
        db.delete(sessions).where(inArray(sessions.id, revoked)).returning({ id: sessions.id }),
        db.delete(challenges).where(inArray(challenges.id, dead)).returning({ id: challenges.id }),
        db.delete(auditEvents).where(inArray(auditEvents.id, old)).returning({ id: auditEvents.id }),
        db.delete(budgets).where(inArray(budgets.key, over)).returning({ id: budgets.key }),
        db
          .delete(passwordFailures)
          .where(inArray(passwordFailures.subject, unknown))
          .returning({ id: passwordFailures.subject }),
      ])
      return deleted.reduce((sum, rows) => sum + rows.length, 0)
    },
  }
}
