import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * Failed passwords in a row: of strangers by account or, for an unknown address, by its MAC, counted alike; of
 * a known device by `<account>/<device>`.
 */
export const passwordFailures = sqliteTable('password_failures', {
  subject: text('subject').primaryKey(),
  failures: integer('failures').notNull(),
  /** No try is admitted before this; a device is unknown until then. */
  blockedUntil: integer('blocked_until').notNull(),
  updatedAt: integer('updated_at').notNull(),
  /** Tries that are being compared, each by a name of its own with the moment until which its place is kept. */
  pending: text('pending').notNull().default('{}'),
  /** Of a device: failures since the hour began that ends at `recentUntil`. */
  recent: integer('recent').notNull().default(0),
  recentUntil: integer('recent_until').notNull().default(0),
})
