import { and, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { connections } from '../tables/connections.ts'
import { users } from '../tables/users.ts'
import { hasPasskey } from './factors.ts'

/** What stands in the place of a password that is none (crypto/password-hash.ts). */
const NO_PASSWORD = '!'

/**
 * Ways into an account: its password, a passkey, its mailbox unless that was switched off, and a connection with a
 * provider that is `offered`. Nobody removes the last one. These are conditions of the statement that removes one: of
 * two requests at once, each would see what the other removes.
 */

/** Holds of a user who gets in without the mailbox. */
export const getsInWithoutMail = (userId: Given<string>, offered: readonly string[]) =>
  sql`(${hasUser(userId, ne(users.password, NO_PASSWORD))} or ${hasPasskey(userId)} or ${hasConnection(userId, { offered })})`

/** Holds of a user who gets in without this passkey. */
export const getsInWithoutPasskey = (userId: Given<string>, id: string, offered: readonly string[]) =>
  sql`(${hasUser(userId, byPasswordOrMail)} or ${hasPasskey(userId, { but: id })} or ${hasConnection(userId, { offered })})`

/** Holds of a user who gets in without this connection. */
export const getsInWithoutConnection = (userId: Given<string>, id: string, offered: readonly string[]) =>
  sql`(${hasUser(userId, byPasswordOrMail)} or ${hasPasskey(userId)} or ${hasConnection(userId, { offered, but: id })})`

const byPasswordOrMail = or(ne(users.password, NO_PASSWORD), isNull(users.mailSignInOffAt))

const hasUser = (userId: Given<string>, condition: ReturnType<typeof or>) =>
  sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), condition)})`

const hasConnection = (
  userId: Given<string>,
  { offered, but }: { offered: readonly string[]; but?: string },
) =>
  sql`exists (select 1 from ${connections} where ${and(
    eq(connections.userId, userId),
    inArray(connections.provider, [...offered]),
    but === undefined ? undefined : ne(connections.id, but),
  )})`
