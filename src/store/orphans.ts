import { getTableName, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Cleaned, Step } from './cleaned.ts'
import type { Connection } from './connection.ts'
import { transaction } from './database.ts'
import { repeatable } from './repetition.ts'
import { auditEvents } from './tables/audit-events.ts'
import { challenges } from './tables/challenges.ts'
import { connections } from './tables/connections.ts'
import { grants } from './tables/grants.ts'
import { marks } from './tables/marks.ts'
import { passkeys } from './tables/passkeys.ts'
import { passwordFailures } from './tables/password-failures.ts'
import { recoveryCodes } from './tables/recovery-codes.ts'
import { sessions } from './tables/sessions.ts'
import { totp } from './tables/totp.ts'
import { users } from './tables/users.ts'

/**
 * A subject of this form is the id of a user, one with a slash behind it a device of theirs. Others are names
 * of addresses and clients.
 */
const USER_ID = '????????-????-????-????-????????????'

/**
 * Rows of users who are gone. Deleting a user takes their rows along, but a request that runs at the same moment
 * can write one more. No index finds such rows: each step looks at the next rows of a table, and a mark keeps
 * how far it has come. Behind the last row it begins again.
 */
export function orphans({ db }: Connection) {
  /** @param subject the column that has the id of the user */
  const walk = (subject: SQLiteColumn) =>
    repeatable(async ({ max }: Pick<Step, 'max'>): Promise<Cleaned> => {
      const { table } = subject
      const mark = `walked:${getTableName(table)}`
      const walked = sql`(select ${marks.value} from ${marks} where ${marks.name} = ${mark})`
      const ahead = sql`select rowid from ${table} where rowid > coalesce(${walked}, 0) order by rowid limit ${max}`
      const behind = sql`select rowid from ${table} where rowid <= ${walked} order by rowid desc limit ${max}`
      const { moved, deleted } = await transaction(db, {
        moved: db
          .insert(marks)
          .values({ name: mark, value: sql`(select coalesce(max(rowid), 0) from (${ahead}))` })
          .onConflictDoUpdate({ target: marks.name, set: { value: sql`excluded.value` } })
          .returning({ place: marks.value }),
        deleted: db
          .delete(table)
          .where(
            sql`rowid in (${behind}) and (${subject} glob ${USER_ID} or ${subject} glob ${`${USER_ID}[:/]*`}) and not exists (select 1 from ${users} where ${users.id} = substr(${subject}, 1, ${USER_ID.length}))`,
          ),
      })
      return { deleted: deleted.meta.changes, hasMore: moved[0]?.place !== 0 }
    })

  return {
    sessions: walk(sessions.userId),
    challenges: walk(challenges.subject),
    auditEvents: walk(auditEvents.subject),
    passwordFailures: walk(passwordFailures.subject),
    passkeys: walk(passkeys.userId),
    totp: walk(totp.userId),
    recoveryCodes: walk(recoveryCodes.userId),
    grants: walk(grants.userId),
    connections: walk(connections.userId),
  }
}
