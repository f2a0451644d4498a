import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Imports that are under way, so that none takes the table of another for a leftover. */
export const importRuns = sqliteTable('import_runs', {
  run: text('run').primaryKey(),
  /** Last sign of life. */
  seenAt: integer('seen_at').notNull(),
})
