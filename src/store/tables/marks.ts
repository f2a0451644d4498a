import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Single numbers that the service keeps: the version of the schema, the costliest password hash it has made. */
export const marks = sqliteTable('marks', {
  name: text('name').primaryKey(),
  value: integer('value').notNull(),
})
