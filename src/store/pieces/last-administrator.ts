import { and, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { users } from '../tables/users.ts'

/** D1 takes a hundred parameters. */
const MOST_LISTED = 50

/** Users who administer, by a role that was granted or by an address that is listed. */
export const isAdministrator = (listed: readonly string[]) =>
  and(
    // Text, not a parameter: only then SQLite takes the index of administrators.
    or(sql`${users.role} = 'admin'`, inArray(users.email, listed.slice(0, MOST_LISTED))),
    isNotNull(users.verifiedAt),
    isNull(users.disabledAt),
    isNull(users.deletesAt),
  )

/** Holds when nobody but this user administers. */
export const isLastAdministrator = (userId: Given<string>, listed: readonly string[]) =>
  sql`not exists (select 1 from ${users} where ${and(isAdministrator(listed), ne(users.id, userId))})`
