import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What has happened to an account, for its owner to see. */
export const auditEvents = sqliteTable(
  'audit_events',
  {
    /** UUIDv7: sorts by time. */
    id: text('id').primaryKey(),
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
  (table) => [
    index('audit_events_by_subject').on(table.subject, table.id),
    index('audit_events_by_time').on(table.at),
  ],
)
