import { type InferInsertModel, sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What a challenge is for. One of another purpose is as good as none. */
const PURPOSES = [
  'mailbox',
  'create_account',
  'sign_in',
  'change_email',
  'undo_email_change',
  'reset_password',
  'verify_email',
  'keep_account',
  'second_step',
  'sign_in_mail',
  'passkey',
  'reauthenticate',
  'not_me',
  'provider',
  'connect',
] as const

export type Purpose = (typeof PURPOSES)[number]

/**
 * The ledger of everything that can be redeemed once. It holds no secret: codes and what they are for
 * lie in KV, links only in the mail. What must happen once, or be counted, is decided here.
 */
export const challenges = sqliteTable(
  'challenges',
  {
    /** SHA-256 of the challenge's random name, which only the step cookie or the mailed link holds. */
    id: text('id').primaryKey(),
    /** The account it is about, or the MAC of an address. */
    subject: text('subject').notNull(),
    purpose: text('purpose', { enum: PURPOSES }).notNull(),
    /**
     * What has begun it, if it was no anonymous request: a session, or the challenge of a reclaim. A newer one of
     * the same session ends it, and anonymous requests never do.
     */
    askedBy: text('asked_by'),
    /** The address that is nobody else's while this is good. */
    reserves: text('reserves'),
    /** A reclaim leaves nothing of what was added to the account since then. */
    since: integer('since'),
    tries: integer('tries').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    supersededAt: integer('superseded_at'),
    consumedAt: integer('consumed_at'),
    /** Names the one request that consumed it, so that effects can depend on exactly that. */
    claim: text('claim'),
  },
  (table) => [
    index('challenges_by_subject').on(table.subject, table.purpose, table.createdAt),
    index('challenges_by_reserved_address')
      .on(table.reserves)
      .where(sql`${table.reserves} is not null`),
  ],
)

export type NewChallenge = InferInsertModel<typeof challenges>
