import { and, inArray, isNull, lte, not, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Cleaned, Step } from './cleaned.ts'
import type { Connection } from './connection.ts'
import { deleteImportLeftovers } from './import-leftovers.ts'
import { DISPUTED_MS } from './pieces/earlier-factors.ts'
import { FORGOTTEN_AFTER_MS } from './pieces/mail-bucket.ts'
import { AT_UNDO, FAILURES_TO_DISABLE, FREE_FAILURES, SECOND_STEPS } from './pieces/password-failures.ts'
import { EVENTS_KEPT_MS } from './pieces/write-event.ts'
import { repeatable } from './repetition.ts'
import { auditEvents } from './tables/audit-events.ts'
import { budgets } from './tables/budgets.ts'
import { challenges } from './tables/challenges.ts'
import { mailBuckets } from './tables/mail-buckets.ts'
import { passkeys } from './tables/passkeys.ts'
import { passwordFailures } from './tables/password-failures.ts'
import { recoveryCodes } from './tables/recovery-codes.ts'
import { sessions } from './tables/sessions.ts'
import { totp } from './tables/totp.ts'

const DAY_MS = 86_400_000

/** So long without a failure, and they are forgotten: of accounts and of unknown addresses alike. */
const FAILURES_KEPT_MS = 30 * DAY_MS
/** The same for failures that nobody had to wait for yet: anybody can make such rows, of any address. */
const FEW_KEPT_MS = DAY_MS

/** An authenticator app that nobody has confirmed. */
const UNCONFIRMED_KEPT_MS = 3_600_000
/** Of a factor that was removed: the link of a move works for a week, and asks for what was there a week before. */
const REMOVED_KEPT_MS = 2 * DISPUTED_MS

/** Where the id of the link begins in the subject of codes that failed at an undo. */
const undoAt = sql`instr(${passwordFailures.subject}, ${AT_UNDO})`
const undoLink = sql`substr(${passwordFailures.subject}, ${undoAt} + ${AT_UNDO.length})`
const hasLink = sql`exists (select 1 from ${challenges} where ${challenges.id} = ${undoLink})`

/** Failed second steps are taken back by a right one only (NIST SP 800-63B 3.2.2); at an undo they go with the link. */
const mayBeForgotten = sql`(${passwordFailures.failures} = 0 or (instr(${passwordFailures.subject}, ${SECOND_STEPS}) = 0 and (${undoAt} = 0 or not ${hasLink})))`

/** An app's session may outlive the one that it came from, whose row says whether somebody has ended it. */
const hasChild = (now: number) =>
  sql`exists (select 1 from ${sessions} as child where child.parent_id = ${sessions.id} and child.expires_at > ${now})`

/** As a list of numbers: so the index finds exactly these rows, where a range would read the younger ones too. */
const failuresFrom = (first: number, end: number) =>
  sql`${passwordFailures.failures} in (${sql.raw(Array.from({ length: end - first }, (_, n) => first + n).join())})`

/**
 * What nobody can use any more, a kind of row each. A kind is a statement of its own: it fails alone.
 *
 * @param sessionsKeptDays after their end: so long a user can be told what happened to them, and their account is seen to be in use
 */
export function expiry(connection: Connection, { sessionsKeptDays }: { sessionsKeptDays: number }) {
  const sessionsKept = sessionsKeptDays * DAY_MS
  const { db } = connection
  /** @param key the primary key of the table */
  const kind = (key: SQLiteColumn, isOver: (now: number) => SQL | undefined) =>
    repeatable(async ({ now, max }: Step): Promise<Cleaned> => {
      const over = db.select({ key }).from(key.table).where(isOver(now)).limit(max)
      const { meta } = await db.delete(key.table).where(inArray(key, over))
      return { deleted: meta.changes, hasMore: meta.changes === max }
    })

  return {
    expiredSessions: kind(sessions.id, (now) =>
      and(lte(sessions.expiresAt, now - sessionsKept), not(hasChild(now))),
    ),
    endedSessions: kind(sessions.id, (now) => lte(sessions.revokedAt, now - sessionsKept)),
    challenges: kind(challenges.id, (now) => lte(challenges.expiresAt, now)),
    auditEvents: kind(auditEvents.id, (now) => lte(auditEvents.at, now - EVENTS_KEPT_MS)),
    budgets: kind(budgets.key, (now) => lte(budgets.resetsAt, now)),
    fewPasswordFailures: kind(passwordFailures.subject, (now) =>
      and(failuresFrom(0, FREE_FAILURES), mayBeForgotten, lte(passwordFailures.updatedAt, now - FEW_KEPT_MS)),
    ),
    mailBuckets: kind(mailBuckets.key, (now) => lte(mailBuckets.filledAt, now - FORGOTTEN_AFTER_MS)),
    /** A password that is disabled stays so. */
    passwordFailures: kind(passwordFailures.subject, (now) =>
      and(
        failuresFrom(FREE_FAILURES, FAILURES_TO_DISABLE),
        mayBeForgotten,
        lte(passwordFailures.updatedAt, now - FAILURES_KEPT_MS),
      ),
    ),
    unconfirmedTotp: kind(totp.id, (now) =>
      and(isNull(totp.confirmedAt), lte(totp.createdAt, now - UNCONFIRMED_KEPT_MS)),
    ),
    removedTotp: kind(totp.id, (now) => lte(totp.removedAt, now - REMOVED_KEPT_MS)),
    removedPasskeys: kind(passkeys.id, (now) => lte(passkeys.removedAt, now - REMOVED_KEPT_MS)),
    removedCodes: kind(recoveryCodes.mac, (now) => lte(recoveryCodes.removedAt, now - REMOVED_KEPT_MS)),
    importLeftovers: deleteImportLeftovers(connection),
  }
}
