import { and, lte, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Held, isHeld } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { sessions } from '../tables/sessions.ts'

/** A session in a page was used: it lives on, as after a refresh, unless that has been noted since `unseenSince`. */
export const touchSession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      unseenSince,
      idleExpiresAt,
      now,
      ...origin
    }: {
      held: Held
      unseenSince: number
      idleExpiresAt: number
      userAgent: string | null
      ipPrefix: string | null
      now: number
    }): Promise<void> => {
      await db
        .update(sessions)
        .set({ rotatedAt: now, idleExpiresAt: sql`min(${idleExpiresAt}, ${sessions.expiresAt})`, ...origin })
        .where(and(isHeld(held, { now, notBefore }), lte(sessions.rotatedAt, unseenSince)))
    },
  )
