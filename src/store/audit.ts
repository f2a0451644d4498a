import { sql } from 'drizzle-orm'
import type { Connection } from './connection.ts'
import { places } from './database.ts'
import { insertWhen } from './pieces/insert-when.ts'
import type { AuditEvent } from './pieces/write-event.ts'
import { repeatable } from './repetition.ts'
import { auditEvents } from './tables/audit-events.ts'
import { users } from './tables/users.ts'

/**
 * Writes down what has happened to an account, for its owner to see. Of an account that is gone nothing is
 * written: a code of it may still be typed.
 */
export function addAuditEvent({ db }: Connection) {
  const prepare = () => {
    const row = places(
      'id',
      'subject',
      'event',
      'outcome',
      'reason',
      'actor',
      'at',
      'ipPrefix',
      'country',
      'device',
    )
    const isThere = sql`where exists (select 1 from ${users} where ${users.id} = ${row.subject})`
    return insertWhen(db, auditEvents, row, isThere).prepare()
  }
  let statement: ReturnType<typeof prepare> | undefined
  return repeatable(async (event: AuditEvent): Promise<void> => {
    statement ??= prepare()
    await statement.execute(event)
  })
}
