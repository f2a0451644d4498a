import type { Database } from './database.ts'
import { auditEvents } from './schema.ts'

export type AuditEvent = typeof auditEvents.$inferInsert

/** What has happened to an account or an address, for its owner to see. */
export function auditStore(db: Database) {
  return {
    async add(event: AuditEvent): Promise<void> {
      await db.insert(auditEvents).values(event).onConflictDoNothing()
    },
  }
}
