import { getTableColumns, type Placeholder, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { auditEvents } from './schema.ts'

export type AuditEvent = typeof auditEvents.$inferInsert

/** A prepared statement wants a value for each of its places. */
const LEFT_OUT = { reason: null, ipPrefix: null, country: null, device: null }

/** What has happened to an account or an address, for its owner to see. */
export function auditStore(db: Database) {
  const columns = Object.keys(getTableColumns(auditEvents)) as (keyof AuditEvent)[]
  const places = Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)]))
  const add = db
    .insert(auditEvents)
    .values(places as Record<keyof AuditEvent, Placeholder>)
    .onConflictDoNothing()
    .prepare()
  return {
    async add(event: AuditEvent): Promise<void> {
      await add.run({ ...LEFT_OUT, ...event })
    },
  }
}
