import { and, eq } from 'drizzle-orm'
import type { Connection as Database } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { previousChangedOne } from '../../pieces/budgets.ts'
import { sessionIsOf } from '../../pieces/live-session.ts'
import { getsInWithoutConnection } from '../../pieces/ways-in.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { onlyOnce } from '../../repetition.ts'
import { type Connection, connections } from '../../tables/connections.ts'

type Given = {
  sid: string
  userId: string
  id: string
  /** Ids of the providers that sign people in. */
  offered: readonly string[]
  line: Line
  now: number
}

/**
 * Takes a connection away, unless it is the last way into the account. Undefined when there is no such connection: run
 * again it could not tell its own work from that.
 */
export const disconnect = ({ db, notBefore }: Database) =>
  onlyOnce(
    async ({
      sid,
      userId,
      id,
      offered,
      line,
      now,
    }: Given): Promise<{ removed: Connection | undefined; found: Connection } | undefined> => {
      const isThis = and(
        eq(connections.id, id),
        eq(connections.userId, userId),
        sessionIsOf(sid, userId, { now, notBefore }),
      )
      const {
        found: [found],
        removed: [removed],
      } = await transaction(db, {
        found: db.select().from(connections).where(isThis),
        removed: db
          .delete(connections)
          .where(and(isThis, getsInWithoutConnection(userId, id, offered)))
          .returning(),
        line: writeLine(db, line, { subject: userId, condition: previousChangedOne }),
      })
      return found && { found, removed }
    },
  )
