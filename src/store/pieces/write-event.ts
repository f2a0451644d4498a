import type { SQL } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { insertWhen } from './insert-when.ts'

/** How long a line is kept, and shown. */
export const EVENTS_KEPT_MS = 90 * 86_400_000

export type AuditEvent = Required<typeof auditEvents.$inferInsert>

/** Writes a line of a user's history in the transaction that it is about. `source` finds a row when that was done. */
export const writeEvent = (db: Database, event: AuditEvent, source: SQL) =>
  insertWhen(db, auditEvents, event, source)
