import type { Connection } from './connection.ts'
import { places } from './database.ts'
import type { AuditEvent } from './pieces/write-event.ts'
import { repeatable } from './repetition.ts'
import { auditEvents } from './tables/audit-events.ts'

/** Writes down what has happened to an account, for its owner to see. */
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
    return db.insert(auditEvents).values(row).onConflictDoNothing().prepare()
  }
  let statement: ReturnType<typeof prepare> | undefined
  return repeatable(async (event: AuditEvent): Promise<void> => {
    statement ??= prepare()
    await statement.execute(event)
  })
}
