import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Fixed windows: how often something was done under a name since the window began. */
export const budgets = sqliteTable(
  'budgets',
  {
    key: text('key').primaryKey(),
    count: integer('count').notNull(),
    resetsAt: integer('resets_at').notNull(),
  },
  (table) => [index('budgets_by_reset').on(table.resetsAt)],
)
