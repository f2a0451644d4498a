import { and, eq, isNull } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { passkeys } from '../tables/passkeys.ts'

/** The passkeys of a user that work on a domain. */
export const isPasskeyOf = (userId: Given<string>, rpId: string) =>
  and(eq(passkeys.userId, userId), eq(passkeys.rpId, rpId), isNull(passkeys.removedAt))

/** The one that an authenticator calls so, whosever it is. */
export const isCredential = (credentialId: Given<string>, rpId: Given<string>) =>
  and(eq(passkeys.credentialId, credentialId), eq(passkeys.rpId, rpId), isNull(passkeys.removedAt))
