import type { InferSelectModel } from 'drizzle-orm'
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * RSA keys of ID tokens. OpenID Connect Core 1.0 §15.1 asks every provider for RS256, and an RSA key cannot be derived
 * from a secret as the others are.
 */
export const signingKeys = sqliteTable('signing_keys', {
  kid: text('kid').primaryKey(),
  /** One key a period of 90 days since the epoch: whoever inserts first has made it. */
  period: integer('period').notNull().unique(),
  /** The public key as a JWK. */
  publicKey: text('public_key').notNull(),
  /** The private key, sealed by crypto/seal.ts. */
  privateKey: text('private_key').notNull(),
  createdAt: integer('created_at').notNull(),
  /** From when on it signs: a day after it was published, so that nobody meets a key that they do not know. */
  signsFrom: integer('signs_from').notNull(),
})

export type SigningKeyRow = InferSelectModel<typeof signingKeys>
