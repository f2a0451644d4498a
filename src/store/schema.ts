import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Every moment is in milliseconds since the epoch; an empty `…_at` means "not yet" or "never". */

export const users = sqliteTable('users', {
  /** UUIDv7, never reused. */
  id: text('id').primaryKey(),
  /** Normalised by core/users/email-address.ts: what is compared and what is mailed to. */
  email: text('email').notNull().unique(),
  /** A string of crypto/password-hash.ts. */
  password: text('password').notNull(),
  firstName: text('first_name'),
  lastName: text('last_name'),
  bio: text('bio'),
  documentNumber: text('document_number'),
  phoneNumber: text('phone_number'),
  address: text('address'),
  role: text('role', { enum: ['user', 'admin'] }).notNull(),
  verifiedAt: integer('verified_at'),
  disabledAt: integer('disabled_at'),
  /** Goes up with every change of password or address: what was begun before it cannot be finished after it. */
  securityVersion: integer('security_version').notNull(),
  lastLoginAt: integer('last_login_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const sessions = sqliteTable(
  'sessions',
  {
    /** UUIDv7: sorts by the moment of signing in. */
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    /** Which refresh token is the present one. Nothing of the token itself is stored. */
    generation: integer('generation').notNull(),
    rotatedAt: integer('rotated_at').notNull(),
    /** How often the predecessor was honoured since the last rotation. */
    repeats: integer('repeats').notNull(),
    /** When the user last proved who they are; no refresh moves it. */
    authTime: integer('auth_time').notNull(),
    createdAt: integer('created_at').notNull(),
    idleExpiresAt: integer('idle_expires_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    userAgent: text('user_agent'),
    ipPrefix: text('ip_prefix'),
    revokedAt: integer('revoked_at'),
    revokedReason: text('revoked_reason'),
  },
  (table) => [
    index('sessions_by_user').on(table.userId, table.id),
    index('sessions_by_expiry').on(table.expiresAt),
    index('sessions_by_revocation').on(table.revokedAt),
  ],
)

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

/** The ledger of everything that can be redeemed once: what is mailed is stored as a hash only. */
export const challenges = sqliteTable(
  'challenges',
  {
    /** SHA-256 of the mailed token. */
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    purpose: text('purpose', { enum: ['verify_email'] }).notNull(),
    expiresAt: integer('expires_at').notNull(),
    supersededAt: integer('superseded_at'),
    consumedAt: integer('consumed_at'),
    /** Names the one request that consumed it, so that effects can depend on exactly that. */
    claim: text('claim'),
  },
  (table) => [
    index('challenges_by_user').on(table.userId, table.purpose),
    index('challenges_by_expiry').on(table.expiresAt),
  ],
)
