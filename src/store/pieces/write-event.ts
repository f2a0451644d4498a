import { and, eq, type SQL, sql } from 'drizzle-orm'
import { type Database, type Given, placesOf } from '../database.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { users } from '../tables/users.ts'
import { insertEachWhen, insertWhen } from './insert-when.ts'

/** How long a line is kept, and shown. */
export const EVENTS_KEPT_MS = 90 * 86_400_000

export type AuditEvent = Required<typeof auditEvents.$inferInsert>

/** Writes a line of a user's history in the transaction that it is about. `source` finds a row when that was done. */
export const writeEvent = (db: Database, event: AuditEvent, source: SQL) =>
  insertWhen(db, auditEvents, event, source)

/** The same without its account: the transaction knows whose line it is. */
export type Line = Omit<AuditEvent, 'subject'>
/** A line, and the id of the user in whose history it stands. */
export type ToldLine = { subject: string; line: Line }
/** The same as a statement has it. */
export type GivenLine = { [Name in keyof Line]: Line[Name] | SQL }

/**
 * Writes the line of what a transaction does, in that transaction: a line of its own would be a round trip more, and
 * could be lost. `condition` holds when it was done. Run again it finds its line written. Of an account that is gone
 * nothing is written: a code of it may still be typed.
 */
export const writeLine = (
  db: Database,
  line: GivenLine,
  { subject, condition }: { subject: Given<string>; condition?: SQL | undefined },
) => writeLines(db, [{ line, condition }], subject)

/** A line, and what has to hold where it is written. */
export type LineWhen = { line: GivenLine; condition: SQL | undefined }

/** The same for lines of which at most one is written, by what was done: one statement costs less than one for each. */
export const writeLines = (db: Database, lines: readonly LineWhen[], subject: Given<string>) =>
  insertEachWhen(
    db,
    auditEvents,
    lines.map(({ line, condition }) => ({
      row: { ...line, subject: sql`${users.id}` },
      source: sql`from ${users} where ${and(eq(users.id, subject), condition)}`,
    })),
  )

const MEMBERS = ['id', 'event', 'outcome', 'reason', 'actor', 'at', 'ipPrefix', 'country', 'device'] as const

/** The places of a line in a transaction that is prepared; its values stand there under the same name. */
export const linePlaces = (name = 'line'): GivenLine => placesOf(name, ...MEMBERS)
