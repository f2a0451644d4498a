import { type InferInsertModel, type InferSelectModel, sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const sessions = sqliteTable(
  'sessions',
  {
    /** UUIDv7: sorts by the moment of signing in. */
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    /** Which refresh token is the present one. Nothing of the token itself is stored. */
    generation: integer('generation').notNull(),
    rotatedAt: integer('rotated_at').notNull(),
    /** The generation that the present one was made from; empty when it was made without a refresh token. */
    previousGeneration: integer('previous_generation'),
    /** How often an answer was taken for lost since `lateSince`, and the present generation was replaced. */
    lateRepeats: integer('late_repeats').notNull().default(0),
    lateSince: integer('late_since'),
    /** How often the predecessor was honoured since the last rotation. */
    repeats: integer('repeats').notNull(),
    /** When the user last proved who they are; no refresh moves it. */
    authTime: integer('auth_time').notNull(),
    /** What was proven at that moment: kinds of proofs, with a space between two. */
    authMethods: text('auth_methods').notNull().default('password'),
    /** What was ever proven in this session. */
    methods: text('methods').notNull().default('password'),
    /** Whether that is enough for an account that asks for a second step. */
    secondStep: integer('second_step', { mode: 'boolean' }).notNull().default(false),
    /** The passkey that opened it: it goes when the owner says that somebody else was in there. */
    passkeyId: text('passkey_id'),
    /** The passkey that was proven at `authTime`, if one was. */
    authPasskeyId: text('auth_passkey_id'),
    createdAt: integer('created_at').notNull(),
    /** When the user signed in; also of a session that goes on under another id. */
    beganAt: integer('began_at').notNull().default(0),
    idleExpiresAt: integer('idle_expires_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** Of whoever got the present refresh token, as far as it may be stored. */
    userAgent: text('user_agent'),
    ipPrefix: text('ip_prefix'),
    /** Where it was opened: browser and system in words, and the country (ISO 3166). */
    device: text('device'),
    country: text('country'),
    /** The app that has it, if it is not the user's own; what that app may do, and the session that it came from. */
    appId: text('app_id'),
    scope: text('scope'),
    parentId: text('parent_id'),
    /** Names the one request that opened it by a code: a second one that brings the code is told apart. */
    openedBy: text('opened_by'),
    revokedAt: integer('revoked_at'),
    revokedReason: text('revoked_reason'),
    /** Names the one request that ended it, so that the request can find its own work done. */
    revokedBy: text('revoked_by'),
  },
  (table) => [
    index('sessions_by_user').on(table.userId, table.id),
    // For the job that announces them again: a live one has no entry.
    index('sessions_ended')
      .on(table.revokedAt)
      .where(sql`${table.revokedAt} is not null`),
    index('sessions_by_parent')
      .on(table.parentId)
      .where(sql`${table.parentId} is not null`),
  ],
)

export type NewSession = InferInsertModel<typeof sessions>
export type Session = InferSelectModel<typeof sessions>
