import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import type { AuditEvent } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { users } from '../tables/users.ts'

/**
 * Writes into the history of the account with this address, if there is one, that no mail reaches it. An account
 * that has had such a line since `since` gets no other one, because a stranger can cause many mails. Answers the
 * id of the user; undefined when nothing was written.
 */
export const noteUnreachable = ({ db }: Connection) =>
  repeatable(
    async ({
      event,
      email,
      since,
    }: {
      event: Omit<AuditEvent, 'subject'>
      email: string
      since: number
    }): Promise<string | undefined> => {
      const isKnown = sql`exists (select 1 from ${auditEvents} as known where known.subject = ${users.id}
        and known.event = ${event.event} and known.at > ${since})`
      const source = sql`from ${users} where ${and(eq(users.email, email), sql`not ${isKnown}`)}`
      const row = { ...event, subject: sql`${users.id}` }
      const [noted] = await insertWhen(db, auditEvents, row, source).returning({
        subject: auditEvents.subject,
      })
      return noted?.subject
    },
  )
