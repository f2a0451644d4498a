import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What has happened to an account, for its owner to see. */
export const auditEvents = sqliteTable(
  'audit_events',
  {
    /** UUIDv7: sorts by time. */
    id: text('id').notNull(),
    subject: text('subject').notNull(),
    event: text('event').notNull(),
    outcome: text('outcome').notNull(),
    reason: text('reason'),
    /** Who did it, when it was not the owner: the id of an administrator, or `operator`. */
    actor: text('actor'),
    at: integer('at').notNull(),
    ipPrefix: text('ip_prefix'),
    country: text('country'),
    device: text('device'),
  },
  // The lines of a user lie side by side: without an index each is one row.
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
)
