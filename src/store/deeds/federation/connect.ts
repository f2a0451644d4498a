import { and, eq, sql } from 'drizzle-orm'
import type { Connection as Database } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type CarriedChallenge, isUnspent, spendChallenge } from '../../pieces/carried-challenge.ts'
import { isClaimed } from '../../pieces/challenge.ts'
import { insertWhen } from '../../pieces/insert-when.ts'
import { sessionIsOf } from '../../pieces/live-session.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { connections, type NewConnection } from '../../tables/connections.ts'
import { users } from '../../tables/users.ts'

type Given = {
  sid: string
  /** It may wait for one press only. */
  waiting: CarriedChallenge
  connection: NewConnection
  /** The address that the account has to have still, where the right to connect comes from it. */
  email: string | undefined
  /** Connections that an account may have. */
  max: number
  line: Line
  now: number
}

/**
 * Connects an account at a provider with that of a live session. `known`: it was before; `taken`: it is connected with
 * another account; `full`: the account has as many as it may have; `refused`: it was pressed before, the session has
 * ended, or the account has changed.
 */
export const connect = ({ db, notBefore }: Database) =>
  repeatable(
    async ({
      sid,
      waiting,
      connection,
      email,
      max,
      line,
      now,
    }: Given): Promise<'connected' | 'known' | 'taken' | 'full' | 'refused'> => {
      const { userId, issuer, subject } = connection
      const isThis = and(eq(connections.issuer, issuer), eq(connections.subject, subject))
      const isAccount = and(eq(users.id, userId), email === undefined ? undefined : eq(users.email, email))
      const count = sql`(select count(*) from ${connections} where ${eq(connections.userId, userId)})`
      const { connected, owner, number } = await transaction(db, {
        spent: spendChallenge(db, waiting, {
          purpose: 'connect',
          userId,
          now,
          condition: and(
            isUnspent(waiting),
            sessionIsOf(sid, userId, { now, notBefore }),
            sql`exists (select 1 from ${users} where ${isAccount})`,
            sql`not exists (select 1 from ${connections} where ${isThis})`,
            sql`${count} < ${max}`,
          ),
        }),
        inserted: insertWhen(db, connections, connection, sql`where ${isClaimed(waiting)}`),
        line: writeLine(db, line, { subject: userId, condition: isClaimed(waiting) }),
        connected: db
          .select({ id: connections.id })
          .from(connections)
          .where(and(eq(connections.id, connection.id), isClaimed(waiting))),
        owner: db.select({ userId: connections.userId }).from(connections).where(isThis),
        number: db
          .select({ count: sql<number>`count(*)` })
          .from(connections)
          .where(eq(connections.userId, userId)),
      })
      if (connected.length === 1) return 'connected'
      if (owner[0]) return owner[0].userId === userId ? 'known' : 'taken'
      return (number[0]?.count ?? 0) >= max ? 'full' : 'refused'
    },
  )
