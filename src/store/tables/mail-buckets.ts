import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * Token buckets of the mails that anonymous callers cause, by address and kind of mail. A bucket fills by one
 * a mail and leaks steadily.
 */
export const mailBuckets = sqliteTable('mail_buckets', {
  key: text('key').primaryKey(),
  /** How full it was at `filledAt`: a mail is admitted while one more fits in. */
  level: real('level').notNull(),
  filledAt: integer('filled_at').notNull(),
  /** Mails since the last one that was redeemed, or since a day without any. */
  unredeemed: integer('unredeemed').notNull(),
})
