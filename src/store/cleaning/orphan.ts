import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { users } from '../tables/users.ts'

/**
 * A subject of this form is the id of a user, one with a slash behind it a device of theirs. Others are names
 * of addresses and clients.
 */
const USER_ID = '????????-????-????-????-????????????'

/**
 * Holds for a row of a user who is gone. Deleting a user takes their rows along, but a request that runs at the same
 * moment can write one more.
 *
 * @param subject the column that has the id of the user
 */
export const isOrphan = (subject: SQLiteColumn): SQL =>
  sql`((${subject} glob ${USER_ID} or ${subject} glob ${`${USER_ID}[:/]*`}) and not exists (select 1 from ${users} where ${users.id} = substr(${subject}, 1, ${USER_ID.length})))`
