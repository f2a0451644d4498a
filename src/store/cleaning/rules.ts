import { and, isNull, lt, lte, not, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Connection } from '../connection.ts'
import { DISPUTED_MS } from '../pieces/earlier-factors.ts'
import { keepLastLogin } from '../pieces/last-login.ts'
import { FORGOTTEN_AFTER_MS } from '../pieces/mail-bucket.ts'
import { AT_UNDO, FAILURES_TO_DISABLE, FREE_FAILURES, SECOND_STEPS } from '../pieces/password-failures.ts'
import { EVENTS_KEPT_MS } from '../pieces/write-event.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges } from '../tables/challenges.ts'
import { connections } from '../tables/connections.ts'
import { grants } from '../tables/grants.ts'
import { mailBuckets } from '../tables/mail-buckets.ts'
import { passkeys } from '../tables/passkeys.ts'
import { passwordFailures } from '../tables/password-failures.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { sessions } from '../tables/sessions.ts'
import { totp } from '../tables/totp.ts'
import { deleteImportLeftovers } from './import-leftovers.ts'
import { isOrphan } from './orphan.ts'
import { walk } from './walk.ts'

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

/**
 * What goes of each table: what nobody can use any more, and what is of a user who is gone. A table is a deed of its
 * own: it fails alone.
 *
 * @param sessionsKeptDays after their end: so long a user can be told what happened to them, and their account is seen
 *   to be in use
 */
export function cleaning(connection: Connection, { sessionsKeptDays }: { sessionsKeptDays: number }) {
  const { db } = connection
  const sessionsKept = sessionsKeptDays * DAY_MS
  /** @param subject the column that has the id of the user */
  const ofUsers = (
    key: readonly [SQLiteColumn, ...SQLiteColumn[]],
    subject: SQLiteColumn,
    isOver: (now: number) => SQL | undefined = () => undefined,
  ) => walk(connection, { key, isOver: (now) => or(isOver(now), isOrphan(subject)) })
  const removed = (at: SQLiteColumn) => (now: number) => lte(at, now - REMOVED_KEPT_MS)

  return {
    sessions: walk(connection, {
      key: [sessions.id],
      isOver: (now) =>
        or(
          and(lte(sessions.expiresAt, now - sessionsKept), not(hasChild(now))),
          lte(sessions.revokedAt, now - sessionsKept),
          isOrphan(sessions.userId),
        ),
      before: (goes) => keepLastLogin(db, goes),
    }),
    challenges: ofUsers([challenges.id], challenges.subject, (now) => lte(challenges.expiresAt, now)),
    auditEvents: ofUsers([auditEvents.subject, auditEvents.id], auditEvents.subject, (now) =>
      lte(auditEvents.at, now - EVENTS_KEPT_MS),
    ),
    budgets: walk(connection, {
      key: [budgets.owner],
      isOver: (now) => lte(budgets.resetsAt, now),
    }),
    mailBuckets: walk(connection, {
      key: [mailBuckets.key],
      isOver: (now) => lte(mailBuckets.filledAt, now - FORGOTTEN_AFTER_MS),
    }),
    /** A password that is disabled stays so. */
    passwordFailures: ofUsers([passwordFailures.subject], passwordFailures.subject, (now) =>
      and(
        mayBeForgotten,
        or(
          and(
            lt(passwordFailures.failures, FREE_FAILURES),
            lte(passwordFailures.updatedAt, now - FEW_KEPT_MS),
          ),
          and(
            lt(passwordFailures.failures, FAILURES_TO_DISABLE),
            lte(passwordFailures.updatedAt, now - FAILURES_KEPT_MS),
          ),
        ),
      ),
    ),
    totp: ofUsers([totp.id], totp.userId, (now) =>
      or(
        and(isNull(totp.confirmedAt), lte(totp.createdAt, now - UNCONFIRMED_KEPT_MS)),
        removed(totp.removedAt)(now),
      ),
    ),
    passkeys: ofUsers([passkeys.id], passkeys.userId, removed(passkeys.removedAt)),
    recoveryCodes: ofUsers([recoveryCodes.mac], recoveryCodes.userId, removed(recoveryCodes.removedAt)),
    grants: ofUsers([grants.userId, grants.appId], grants.userId),
    connections: ofUsers([connections.id], connections.userId),
    importLeftovers: deleteImportLeftovers(connection),
  }
}
