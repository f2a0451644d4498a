import type { InferInsertModel, InferSelectModel } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Accounts at providers that sign a user in. No token of a provider is kept. */
export const connections = sqliteTable(
  'connections',
  {
    /** UUIDv7: what the API calls it. */
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    /** A subject counts under its issuer alone, whatever the setting of the provider is called. */
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    /** The id that the provider had in the settings when it was last used. */
    provider: text('provider').notNull(),
    /** What the provider said last. It names the connection to its owner, and decides nothing. */
    email: text('email'),
    emailVerified: integer('email_verified', { mode: 'boolean' }).notNull(),
    linkedAt: integer('linked_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (table) => [
    uniqueIndex('connections_by_subject').on(table.issuer, table.subject),
    index('connections_by_user').on(table.userId, table.id),
  ],
)

export type Connection = InferSelectModel<typeof connections>
export type NewConnection = InferInsertModel<typeof connections>
