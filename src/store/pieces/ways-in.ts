import { and, eq, isNull, ne, or, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { users } from '../tables/users.ts'
import { hasPasskey } from './factors.ts'

/** What stands in the place of a password that is none (crypto/password-hash.ts). */
const NO_PASSWORD = '!'

/**
 * Ways into an account: its password, a passkey, its mailbox unless that was switched off. Nobody removes the last one.
 * These are conditions of the statement that removes one: of two requests at once, each would see what the other removes.
 */

/** Holds of a user who gets in without the mailbox. */
export const getsInWithoutMail = (userId: Given<string>) =>
  sql`(${hasUser(userId, ne(users.password, NO_PASSWORD))} or ${hasPasskey(userId)})`

/** Holds of a user who gets in without this passkey. */
export const getsInWithoutPasskey = (userId: Given<string>, id: string) => {
  const otherwise = or(ne(users.password, NO_PASSWORD), isNull(users.mailSignInOffAt))
  return sql`(${hasUser(userId, otherwise)} or ${hasPasskey(userId, { but: id })})`
}

const hasUser = (userId: Given<string>, condition: ReturnType<typeof or>) =>
  sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), condition)})`
