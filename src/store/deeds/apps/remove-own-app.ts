import { and, eq, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { endSessions, ids } from '../../pieces/end-sessions.ts'
import { type Held, isHeld, isLive } from '../../pieces/live-session.ts'
import { type AuditEvent, writeEvent } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { auditEvents } from '../../tables/audit-events.ts'
import { grants } from '../../tables/grants.ts'
import { sessions } from '../../tables/sessions.ts'

type Given = {
  held: Held
  appId: string
  by: string
  /** The line of the history that this makes. It names the request, which finds its own work done by it. */
  event: AuditEvent
}

/**
 * Takes back what whoever holds the session has allowed an app, and ends its sessions of theirs. Answers the sessions to
 * announce, whether there was anything to take back, and undefined when the session is not held.
 */
export const removeOwnApp = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      appId,
      by,
      event,
    }: Given): Promise<{ ended: string[]; wasThere: boolean } | undefined> => {
      const { subject: userId, at: now } = event
      const at = { now, notBefore }
      const isTheirGrant = and(eq(grants.userId, userId), eq(grants.appId, appId))
      const isTheirSession = and(eq(sessions.userId, userId), eq(sessions.appId, appId), isLive(at))
      const isCaller = and(isHeld(held, at), eq(sessions.userId, userId))
      const mayAct = or(
        sql`exists (select 1 from ${grants} where ${isTheirGrant})`,
        sql`exists (select 1 from ${sessions} where ${isTheirSession})`,
      )
      const isLine = and(eq(auditEvents.subject, userId), eq(auditEvents.id, event.id))
      const isDone = sql`exists (select 1 from ${auditEvents} where ${isLine})`
      const { caller, done, ended } = await transaction(db, {
        caller: db.select({ id: sessions.id }).from(sessions).where(isCaller),
        line: writeEvent(
          db,
          event,
          sql`where exists (select 1 from ${sessions} where ${isCaller}) and ${mayAct}`,
        ),
        done: db.select({ id: auditEvents.id }).from(auditEvents).where(isLine),
        ended: endSessions(db, {
          userId,
          reason: 'ended_by_owner',
          by,
          now,
          condition: and(eq(sessions.appId, appId), isDone),
        }),
        grants: db.delete(grants).where(and(isTheirGrant, isDone)),
      })
      return caller[0] && { ended: ids(ended), wasThere: done.length === 1 }
    },
  )
