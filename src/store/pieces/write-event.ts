import type { SQL } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { insertWhen } from './insert-when.ts'

export type AuditEvent = Required<typeof auditEvents.$inferInsert>

/** Writes a line of a user's history in the transaction that it is about. `source` finds a row when that was done. */
export const writeEvent = (db: Database, event: AuditEvent, source: SQL) =>
  insertWhen(db, auditEvents, event, source)
