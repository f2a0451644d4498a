import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Failed passwords in a row, by account or, for an unknown address, by its MAC: counted alike. */
export const passwordFailures = sqliteTable(
  'password_failures',
  {
    subject: text('subject').primaryKey(),
    failures: integer('failures').notNull(),
    /** No try is admitted before this. */
    blockedUntil: integer('blocked_until').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [index('password_failures_by_update').on(table.updatedAt)],
)
