import { and, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** So many of the newest sessions are looked at: one that was opened anew by a change keeps the moment of its sign-in. */
const NEWEST = 20

/**
 * When somebody has last signed in to an account, in milliseconds; null if nobody has. The newest sessions say it, and of
 * those that are gone the account: noting it at each sign-in would be one more row to write.
 *
 * @param account the table `users`, or its name in the statement
 */
export const lastLogin = (account: SQL = sql`${users}`) =>
  sql<
    number | null
  >`nullif(max(coalesce(${account}.last_login_at, 0), coalesce((select max(newest.began_at) from (select began_at from ${sessions} where user_id = ${account}.id order by id desc limit ${sql.raw(String(NEWEST))}) as newest), 0)), 0)`

/** A user with that, for whoever shows it. */
export type SeenUser = User & { lastLoginAt: number | null }
export const seenUser = () => ({ ...getTableColumns(users), lastLoginAt: lastLogin() })

/**
 * Notes it on the account before the newest of its sessions go. `goes` holds for sessions that are about to. One that
 * was opened anew by a change has a newer id than a later sign-in, and is not newer by that.
 */
export const keepLastLogin = (db: Database, goes: SQL | undefined) => {
  const isNewest = sql`not exists (select 1 from ${sessions} as newer where newer.user_id = ${sessions.userId} and newer.id > ${sessions.id} and newer.began_at >= ${sessions.beganAt})`
  const owners = db.select({ userId: sessions.userId }).from(sessions).where(and(goes, isNewest))
  return db.update(users).set({ lastLoginKept: lastLogin() }).where(inArray(users.id, owners))
}
