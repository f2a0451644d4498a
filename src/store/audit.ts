import { type Database, places } from './database.ts'
import { auditEvents } from './schema.ts'

export type AuditEvent = typeof auditEvents.$inferInsert

/** What has happened to an account or an address, for its owner to see. */
export function auditStore(db: Database) {
  const add = db.insert(auditEvents).values(places<AuditEvent>()).onConflictDoNothing().prepare()
  return {
    async add(event: AuditEvent): Promise<void> {
      await add.run(event)
    },
  }
}
