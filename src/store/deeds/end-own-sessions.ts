import { and, count, eq, isNull, ne, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { endSessions, ids, isEndedBy } from '../pieces/end-sessions.ts'
import { type Held, isFuture, isHeld, isLive, userOfHeld, userOfLive } from '../pieces/live-session.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { sessions } from '../tables/sessions.ts'

/** `by` is the request's own name. */
type Given = { by: string; line: Line; now: number }

/**
 * Ends one live session of whoever holds this one; that may be the same one. Answers whether it was theirs to end, or
 * undefined when nobody holds it.
 */
export const endOneSession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      target,
      by,
      line,
      now,
    }: Given & { held: Held; target: string }): Promise<boolean | undefined> => {
      const at = { now, notBefore }
      const isTheirs = and(eq(sessions.userId, userOfHeld(held, at)), isLive(at))
      const userId = sql<string>`(select ${sessions.userId} from ${sessions} where ${and(eq(sessions.id, target), isEndedBy(by))})`
      const { caller, ended } = await transaction(db, {
        caller: db
          .select({ id: sessions.id })
          .from(sessions)
          .where(or(isHeld(held, at), and(eq(sessions.id, held.sid), isEndedBy(by)))),
        ended: db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'ended_by_owner', revokedBy: by })
          .where(and(eq(sessions.id, target), or(isEndedBy(by), isTheirs)))
          .returning({ id: sessions.id }),
        line: writeLine(db, line, { subject: userId }),
      })
      return caller[0] && ended.length === 1
    },
  )

/**
 * Ends all sessions of whoever has the live session `sid`, but that one and those of apps that came from it. Answers how many of them were live,
 * and the ids of those whose access tokens may be; undefined when the caller's session is not alive.
 */
export const endOtherSessions = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      by,
      line,
      now,
    }: Given & { sid: string }): Promise<{ ended: string[]; live: number } | undefined> => {
      const at = { now, notBefore }
      const userId = userOfLive(sid, at)
      // What this session has opened for apps stays with it.
      const isElsewhere = sql`${sessions.parentId} is not ${sid}`
      const isCounted = and(
        eq(sessions.userId, userId),
        ne(sessions.id, sid),
        isNull(sessions.appId),
        isEndedBy(by),
        isFuture(sessions.expiresAt, now),
        isFuture(sessions.idleExpiresAt, now),
      )
      const { caller, ended, counted } = await transaction(db, {
        caller: db
          .select({ id: sessions.id })
          .from(sessions)
          .where(and(eq(sessions.id, sid), isLive(at))),
        ended: endSessions(db, {
          userId,
          reason: 'ended_by_owner',
          by,
          keep: sid,
          now,
          condition: isElsewhere,
        }),
        counted: db.select({ live: count() }).from(sessions).where(isCounted),
        line: writeLine(db, line, {
          subject: userId,
          condition: sql`exists (select 1 from ${sessions} where ${isCounted})`,
        }),
      })
      return caller[0] && { ended: ids(ended), live: counted[0]?.live ?? 0 }
    },
  )
