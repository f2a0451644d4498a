import { and, desc, eq, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Connection as Opened } from '../connection.ts'
import { type Database, transaction } from '../database.ts'
import type { Holder } from '../pieces/holder.ts'
import { type Held, isHeld, userOfHeld } from '../pieces/live-session.ts'
import { isOwned } from '../pieces/owner.ts'
import { repeatable } from '../repetition.ts'
import { type Connection, connections } from '../tables/connections.ts'
import { sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** Of one user, the newest first. */
export const connectionsOf = (db: Database, userId: SQL<string>) =>
  db.select().from(connections).where(eq(connections.userId, userId)).orderBy(desc(connections.id))

/** The connections of whoever holds this session; undefined when nobody does. */
export const ownConnections = ({ db, notBefore }: Opened) =>
  repeatable(async ({ held, now }: { held: Held; now: number }): Promise<Connection[] | undefined> => {
    const at = { now, notBefore }
    const found = await transaction(db, {
      live: db.select({ id: sessions.id }).from(sessions).where(isHeld(held, at)),
      connections: connectionsOf(db, userOfHeld(held, at)),
    })
    return found.live.length === 1 ? found.connections : undefined
  })

/** Whom an account at a provider signs in; and who has the address that the provider says, if it says one. */
export const connected = ({ db, notBefore }: Opened) =>
  repeatable(
    async ({
      issuer,
      subject,
      email,
      now,
    }: Pick<Connection, 'issuer' | 'subject'> & { email: string | undefined; now: number }): Promise<
      { known: { connection: Connection; user: User } | undefined } & Holder
    > => {
      const isThis = and(eq(connections.issuer, issuer), eq(connections.subject, subject))
      const {
        connection: [connection],
        user: [user],
        holder = [],
        owned = [],
      } = await transaction(db, {
        connection: db.select().from(connections).where(isThis),
        user: db
          .select()
          .from(users)
          .where(eq(users.id, sql`(select ${connections.userId} from ${connections} where ${isThis})`)),
        ...(email !== undefined && {
          holder: db.select().from(users).where(eq(users.email, email)),
          // A row of its own: an address can be owned without an account there.
          owned: db
            .select({ owned: isOwned(email, { now, notBefore }) })
            .from(sql`json_each('[1]') as place`),
        }),
      })
      return {
        known: connection && user && { connection, user },
        account: holder[0],
        owned: owned[0]?.owned ?? false,
      }
    },
  )
