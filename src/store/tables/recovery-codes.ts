import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Codes that stand for a second factor, each once. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    /** The code is not stored (NIST SP 800-63B 3.1.2). */
    mac: text('mac').primaryKey(),
    userId: text('user_id').notNull(),
    createdAt: integer('created_at').notNull(),
    usedAt: integer('used_at'),
    /** Newer codes have replaced it, or the second step is off. Kept for a while: a thief may have done that. */
    removedAt: integer('removed_at'),
  },
  (table) => [index('recovery_codes_by_user').on(table.userId)],
)
