import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** How far cleaning has come in each table. */
export const walks = sqliteTable('walks', {
  /** Of the table. */
  name: text('name').primaryKey(),
  /** When the walk began: the next one begins hours later. */
  beganAt: integer('began_at').notNull(),
  /**
   * JSON: the keys between which the last step has looked. Without `after` from the first row on, without `upTo` to the
   * last one.
   */
  after: text('after'),
  upTo: text('up_to'),
  /** Names the step that has last moved on: only that one deletes. */
  step: text('step').notNull(),
})
