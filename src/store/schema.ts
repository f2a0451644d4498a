import type { InferInsertModel } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Every moment is in milliseconds since the epoch; an empty `…_at` means "not yet" or "never". */

/** What a challenge is for. One of another purpose is as good as none. */
const PURPOSES = [
  'mailbox',
  'create_account',
  'sign_in',
  'change_email',
  'undo_email_change',
  'reset_password',
  'reset_link',
  'verify_email',
] as const

export type Purpose = (typeof PURPOSES)[number]

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
  /** Language of the mails, once known. */
  language: text('language', { enum: ['en', 'es'] }),
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
    /** Names the one request that ended it, so that the request can find its own work done. */
    revokedBy: text('revoked_by'),
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
    tries: integer('tries').notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    supersededAt: integer('superseded_at'),
    consumedAt: integer('consumed_at'),
    /** Names the one request that consumed it, so that effects can depend on exactly that. */
    claim: text('claim'),
  },
  (table) => [
    index('challenges_by_subject').on(table.subject, table.purpose),
    index('challenges_by_expiry').on(table.expiresAt),
  ],
)

export type NewChallenge = InferInsertModel<typeof challenges>

/** What has happened to an account, for its owner to see; of unknown addresses under the MAC, alike. */
export const auditEvents = sqliteTable(
  'audit_events',
  {
    /** UUIDv7: sorts by time. */
    id: text('id').primaryKey(),
    subject: text('subject').notNull(),
    event: text('event').notNull(),
    outcome: text('outcome').notNull(),
    reason: text('reason'),
    at: integer('at').notNull(),
    ipPrefix: text('ip_prefix'),
    country: text('country'),
    device: text('device'),
  },
  (table) => [
    index('audit_events_by_subject').on(table.subject, table.id),
    index('audit_events_by_time').on(table.at),
  ],
)

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
