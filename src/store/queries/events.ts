import { and, desc, eq, gt, lt, type SQL } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Database, transaction } from '../database.ts'
import { isLive, userOfLive } from '../pieces/live-session.ts'
import { EVENTS_KEPT_MS } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { sessions } from '../tables/sessions.ts'

export type OwnEvent = Pick<
  typeof auditEvents.$inferSelect,
  'id' | 'at' | 'event' | 'outcome' | 'device' | 'country' | 'actor'
>

const ownEvent = {
  id: auditEvents.id,
  at: auditEvents.at,
  event: auditEvents.event,
  outcome: auditEvents.outcome,
  device: auditEvents.device,
  country: auditEvents.country,
  actor: auditEvents.actor,
}

/** `before` is the id of the last line of the page before. */
export type Page = { before: string | undefined; limit: number }

/** A page of the history of one user, the newest line first. */
export const eventsOf = (
  db: Database,
  userId: SQL<string>,
  { page: { before, limit }, now }: { page: Page; now: number },
) =>
  db
    .select(ownEvent)
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.subject, userId),
        gt(auditEvents.at, now - EVENTS_KEPT_MS),
        before === undefined ? undefined : lt(auditEvents.id, before),
      ),
    )
    .orderBy(desc(auditEvents.id))
    .limit(limit)

/**
 * The history of whoever has this live session, the newest line first; undefined when it is not alive. Lines
 * that the cron trigger has not deleted yet are not in it.
 */
export const ownEvents = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({ sid, page, now }: { sid: string; page: Page; now: number }): Promise<OwnEvent[] | undefined> => {
      const at = { now, notBefore }
      const { caller, events } = await transaction(db, {
        caller: db
          .select({ id: sessions.id })
          .from(sessions)
          .where(and(eq(sessions.id, sid), isLive(at))),
        events: eventsOf(db, userOfLive(sid, at), { page, now }),
      })
      return caller[0] && events
    },
  )
