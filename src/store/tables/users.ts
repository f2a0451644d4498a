import { type InferSelectModel, sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What users may change of themselves. */
const profile = {
  firstName: text('first_name'),
  lastName: text('last_name'),
  bio: text('bio'),
  documentNumber: text('document_number'),
  phoneNumber: text('phone_number'),
  address: text('address'),
}

/** Every moment, in every table, is in milliseconds since the epoch; an empty `…_at` means "not yet" or "never". */
export const users = sqliteTable(
  'users',
  {
    /** UUIDv7, never reused. */
    id: text('id').primaryKey(),
    /** Normalised by core/identity/email-address.ts: what is compared and what is mailed to. */
    email: text('email').notNull().unique(),
    /** A string of crypto/password-hash.ts. */
    password: text('password').notNull(),
    ...profile,
    /** Language of the mails, once known. */
    language: text('language', { enum: ['en', 'es', 'de', 'fr', 'pt'] }),
    role: text('role', { enum: ['user', 'admin'] }).notNull(),
    verifiedAt: integer('verified_at'),
    disabledAt: integer('disabled_at'),
    /** Goes up with every change of password or address: what was begun before it cannot be finished after it. */
    securityVersion: integer('security_version').notNull(),
    /** Goes up when every device that has signed in becomes unknown again. */
    deviceEpoch: integer('device_epoch').notNull().default(0),
    /** Who has opened the account: an unverified one goes after a while only if a person has. */
    openedBy: text('opened_by', { enum: ['person', 'administrator', 'import'] })
      .notNull()
      .default('person'),
    /** When the owner of an unverified account was told that it will go. */
    warnedAt: integer('warned_at'),
    /** Random, and told to authenticators only (WebAuthn L3 §14.6.1); made with the first passkey. */
    webauthnHandle: text('webauthn_handle'),
    /** Since when every first factor has to be followed by a second one. */
    secondStepAt: integer('second_step_at'),
    /** Since when nobody signs in to this account with a mailed code or link. */
    mailSignInOffAt: integer('mail_sign_in_off_at'),
    /** When somebody last got in by a reset, a reclaim or a recovery code: for a while the account keeps its factors. */
    recoveredAt: integer('recovered_at'),
    /** When the owner last took the account back, or an operator moved or disabled it: no notice from before takes it back. */
    reclaimedAt: integer('reclaimed_at'),
    /** When the account is erased, as its owner has asked. */
    deletesAt: integer('deletes_at'),
    /** When an operator asked to reset the second step, and when that happens unless a factor is used before. */
    secondStepResetAskedAt: integer('second_step_reset_asked_at'),
    secondStepResetsAt: integer('second_step_resets_at'),
    /** When the user last signed in, of sessions that are gone: see pieces/last-login.ts. */
    lastLoginKept: integer('last_login_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** Names the request or the run that last made the account, set its password, its role or its state: it finds its own work done. */
    changedBy: text('changed_by'),
  },
  (table) => [
    // For the one job that looks for them: a confirmed account has no entry.
    index('users_unverified')
      .on(table.createdAt)
      .where(sql`${table.verifiedAt} is null`),
    index('users_to_erase')
      .on(table.deletesAt)
      .where(sql`${table.deletesAt} is not null`),
    index('users_whose_second_step_resets')
      .on(table.secondStepResetAskedAt)
      .where(sql`${table.secondStepResetAskedAt} is not null`),
    index('users_who_administer')
      .on(table.role)
      .where(sql`${table.role} = 'admin'`),
  ],
)

export type User = InferSelectModel<typeof users>

export type Profile = Pick<User, keyof typeof profile>
