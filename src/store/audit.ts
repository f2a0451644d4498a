import { type Database, type Places, prepareOne } from './database.ts'
import { auditEvents } from './tables/audit-events.ts'

export type AuditEvent = Required<typeof auditEvents.$inferInsert>

/** What has happened to an account or an address, for its owner to see. */
export function auditStore(db: Database) {
  const add = prepareOne((row: Places<AuditEvent>) => {
    const { id, subject, event, outcome, reason, at, ipPrefix, country, device } = row
    const values = { id, subject, event, outcome, reason, at, ipPrefix, country, device }
    return db.insert(auditEvents).values(values).onConflictDoNothing()
  })
  return {
    async add(event: AuditEvent): Promise<void> {
      await add(event)
    },
  }
}
