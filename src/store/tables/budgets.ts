import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * Fixed windows: how often something was done since a window began. All budgets of one owner are one row, because a
 * row that is written costs the same however much of it changes.
 */
export const budgets = sqliteTable('budgets', {
  /** Whose they are: a client, an account and a purpose, everybody. */
  owner: text('owner').primaryKey(),
  /** JSON: under the name of each budget, how often, and when its window ends. */
  counts: text('counts').notNull(),
  /** When the last of the windows ends. */
  resetsAt: integer('resets_at').notNull(),
})
