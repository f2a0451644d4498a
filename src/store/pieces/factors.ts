import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { connections } from '../tables/connections.ts'
import { passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'

/** What an account can prove itself with besides a password and its mailbox. */
export type Factors = {
  passkeys: number
  /** Milliseconds: when the authenticator app was confirmed. */
  totpSince: number | null
  recoveryCodesLeft: number
  /** Ids of the providers that it is connected with, with a comma between two; null where there is none. */
  providers: string | null
}

const isUsable = (userId: Given<string>) => and(eq(passkeys.userId, userId), isNull(passkeys.removedAt))

/** The confirmed authenticator app of a user, of which there is one at most. */
export const isTotpOf = (userId: Given<string>) =>
  and(eq(totp.userId, userId), isNotNull(totp.confirmedAt), isNull(totp.removedAt))

export const isUnusedCodeOf = (userId: Given<string>) =>
  and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt), isNull(recoveryCodes.removedAt))

/** Holds of a user who has a passkey; with `but`, another one than that. */
export const hasPasskey = (userId: Given<string>, { but }: { but?: string } = {}) =>
  sql`exists (select 1 from ${passkeys} where ${and(isUsable(userId), but === undefined ? undefined : ne(passkeys.id, but))})`

const hasTotp = (userId: Given<string>) => sql`exists (select 1 from ${totp} where ${isTotpOf(userId)})`

/** Holds of a user who can do a second step; with `but`, by something else than that passkey. */
export const hasFactor = (userId: Given<string>, besides: { but?: string } = {}) =>
  sql`(${hasTotp(userId)} or ${hasPasskey(userId, besides)})`

/** Holds of a user whose second step is on. */
export const hasSecondStep = (userId: Given<string>) =>
  sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), isNotNull(users.secondStepAt))})`

/** Columns of a statement that finds the user. */
export const factorsOf = (userId: Given<string>) => ({
  passkeys: sql<number>`(select count(*) from ${passkeys} where ${isUsable(userId)})`,
  totpSince: sql<number | null>`(select max(${totp.confirmedAt}) from ${totp} where ${isTotpOf(userId)})`,
  recoveryCodesLeft: sql<number>`(select count(*) from ${recoveryCodes} where ${isUnusedCodeOf(userId)})`,
  providers: sql<
    string | null
  >`(select group_concat(${connections.provider}) from ${connections} where ${eq(connections.userId, userId)})`,
})

/** The factors of a user, as a statement of its own. */
export const readFactors = (db: Database, userId: Given<string>) =>
  db.select(factorsOf(userId)).from(users).where(eq(users.id, userId))
