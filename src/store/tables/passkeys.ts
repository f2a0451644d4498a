import type { InferInsertModel, InferSelectModel } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Public keys of authenticators (WebAuthn L3 §4, credential record). */
export const passkeys = sqliteTable(
  'passkeys',
  {
    /** UUIDv7: what the API calls it. The authenticator's own id could lead from one site to another. */
    id: text('id').primaryKey(),
    userId: text('user_id').notNull(),
    /** What the authenticator calls it: base64url, up to 1023 bytes. */
    credentialId: text('credential_id').notNull().unique(),
    /** COSE key (RFC 9052 §7), base64url. */
    publicKey: text('public_key').notNull(),
    /** COSE algorithm: −8, −7 or −257. */
    algorithm: integer('algorithm').notNull(),
    signCount: integer('sign_count').notNull(),
    /** Whether it may be copied to other devices, and whether it is. */
    backupEligible: integer('backup_eligible', { mode: 'boolean' }).notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    /** A JSON list, as the browser said it. */
    transports: text('transports').notNull(),
    /** The model of the authenticator. */
    aaguid: text('aaguid').notNull(),
    /** The domain it works on: of no use on any other. */
    rpId: text('rp_id').notNull(),
    name: text('name').notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
    /** A removed one signs nobody in. It is kept for a while: a thief may have removed it. */
    removedAt: integer('removed_at'),
  },
  (table) => [index('passkeys_by_user').on(table.userId, table.id)],
)

export type Passkey = InferSelectModel<typeof passkeys>
export type NewPasskey = InferInsertModel<typeof passkeys>
