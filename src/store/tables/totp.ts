import type { InferSelectModel } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Authenticator apps (RFC 6238): of each user at most one that is confirmed and not removed. */
export const totp = sqliteTable(
  'totp',
  {
    /** UUIDv7. */
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    /** Sealed by crypto/seal.ts. */
    secret: text('secret').notNull(),
    /** The last time step that was used: no code of it or of an earlier one is right again (RFC 6238 §5.2). */
    lastStep: integer('last_step').notNull(),
    /** The session that adds it: no other one confirms it, or uses its tries up. */
    sessionId: text('session_id'),
    /** Codes that were tried to confirm it. */
    tries: integer('tries').notNull().default(0),
    createdAt: integer('created_at').notNull(),
    /** It is asked for from then on. */
    confirmedAt: integer('confirmed_at'),
    /** Kept for a while: a thief may have removed it. */
    removedAt: integer('removed_at'),
  },
  (table) => [index('totp_by_user').on(table.userId, table.id)],
)

export type Totp = InferSelectModel<typeof totp>
