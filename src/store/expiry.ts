import { and, inArray, lt, lte } from 'drizzle-orm'
import type { Connection } from './connection.ts'
import { FAILURES_TO_DISABLE } from './pieces/password-failures.ts'
import { repeatable } from './repetition.ts'
import { auditEvents } from './tables/audit-events.ts'
import { budgets } from './tables/budgets.ts'
import { challenges } from './tables/challenges.ts'
import { passwordFailures } from './tables/password-failures.ts'
import { sessions } from './tables/sessions.ts'

const DAY_MS = 86_400_000

/** Ended sessions are kept this long, so that a user can still be told what happened to them. */
const SESSIONS_KEPT_MS = 30 * DAY_MS
const AUDIT_KEPT_MS = 90 * DAY_MS
/** So long without a failure, and they are forgotten: of accounts and of unknown addresses alike. */
const FAILURES_KEPT_MS = 30 * DAY_MS

/**
 * Deletes what nobody can use any more: at most `max` rows of each kind, in one round trip. A password that
 * is disabled stays so. Answers how many rows went.
 */
export const deleteExpired = ({ db }: Connection) =>
  repeatable(async ({ now, max }: { now: number; max: number }): Promise<number> => {
    const endedBefore = now - SESSIONS_KEPT_MS
    const expired = db
      .select({ id: sessions.id })
      .from(sessions)
      .where(lte(sessions.expiresAt, endedBefore))
      .limit(max)
    const revoked = db
      .select({ id: sessions.id })
      .from(sessions)
      .where(lte(sessions.revokedAt, endedBefore))
      .limit(max)
    const dead = db
      .select({ id: challenges.id })
      .from(challenges)
      .where(lte(challenges.expiresAt, now))
      .limit(max)
    const over = db.select({ key: budgets.key }).from(budgets).where(lte(budgets.resetsAt, now)).limit(max)
    const old = db
      .select({ id: auditEvents.id })
      .from(auditEvents)
      .where(lte(auditEvents.at, now - AUDIT_KEPT_MS))
      .limit(max)
    const forgotten = db
      .select({ subject: passwordFailures.subject })
      .from(passwordFailures)
      .where(
        and(
          lte(passwordFailures.updatedAt, now - FAILURES_KEPT_MS),
          lt(passwordFailures.failures, FAILURES_TO_DISABLE),
        ),
      )
      .limit(max)
    const deleted = await db.batch([
      db.delete(sessions).where(inArray(sessions.id, expired)).returning({ id: sessions.id }),
      db.delete(sessions).where(inArray(sessions.id, revoked)).returning({ id: sessions.id }),
      db.delete(challenges).where(inArray(challenges.id, dead)).returning({ id: challenges.id }),
      db.delete(auditEvents).where(inArray(auditEvents.id, old)).returning({ id: auditEvents.id }),
      db.delete(budgets).where(inArray(budgets.key, over)).returning({ id: budgets.key }),
      db
        .delete(passwordFailures)
        .where(inArray(passwordFailures.subject, forgotten))
        .returning({ id: passwordFailures.subject }),
    ])
    return deleted.reduce((sum, rows) => sum + rows.length, 0)
  })
