import type { InferSelectModel } from 'drizzle-orm'
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What a user has allowed an app of somebody else, until they revoke it. */
export const grants = sqliteTable(
  'grants',
  {
    userId: text('user_id').notNull(),
    appId: text('app_id').notNull(),
    /** With a space between two. */
    scope: text('scope').notNull(),
    grantedAt: integer('granted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.appId] })],
)

export type Grant = InferSelectModel<typeof grants>
