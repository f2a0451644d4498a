import { eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Factors, factorsOf } from '../pieces/factors.ts'
import { type LastProof, lastProofIn } from '../pieces/last-proof.ts'
import { type Held, isHeld, userOfHeld } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import type { Connection as ProviderConnection } from '../tables/connections.ts'
import type { Passkey } from '../tables/passkeys.ts'
import { type Session, sessions as sessionRows } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'
import { connectionsOf } from './connections.ts'
import { eventsOf, type OwnEvent, type Page } from './events.ts'
import { type OwnAppRows, ownAppsOf } from './own-apps.ts'
import { passkeysOf } from './passkeys.ts'
import { type OwnSession, sessionsOf } from './sessions.ts'

/** What a page shows besides the user: the passkeys of a domain, the sessions, the apps, a page of the history. */
type Wanted = {
  rpId: string | undefined
  sessions: boolean
  apps: boolean
  connections: boolean
  events: Page | undefined
}

export type AccountRows = {
  session: Session
  user: User
  factors: Factors
  lastProof: LastProof
  passkeys: Passkey[]
  sessions: OwnSession[]
  apps: OwnAppRows
  connections: ProviderConnection[]
  events: OwnEvent[]
}

/** All that a page about an account shows, for whoever holds the session. What is not wanted is an empty list. */
export const accountPage = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      rpId,
      sessions,
      apps,
      connections,
      events,
      now,
    }: Wanted & { held: Held; now: number }): Promise<AccountRows | undefined> => {
      const at = { now, notBefore }
      const userId = userOfHeld(held, at)
      // Two statements: rows of a batch have one column of each name, and both tables have an `id`.
      const {
        session: [session],
        account: [account],
        allowed = [],
        opened = [],
        ...lists
      } = await transaction(db, {
        session: db.select().from(sessionRows).where(isHeld(held, at)),
        account: db
          .select({ user: users, factors: factorsOf(sql`${users.id}`), lastProof: lastProofIn(held.sid) })
          .from(users)
          .where(eq(users.id, userId)),
        ...(rpId !== undefined && { passkeys: passkeysOf(db, userId, rpId) }),
        ...(sessions && { sessions: sessionsOf(db, userId, at) }),
        ...(apps && ownAppsOf(db, userId, at)),
        ...(connections && { connections: connectionsOf(db, userId) }),
        ...(events && { events: eventsOf(db, userId, { page: events, now }) }),
      })
      const none = { passkeys: [], sessions: [], connections: [], events: [] }
      return session && account && { session, ...account, ...none, ...lists, apps: { allowed, opened } }
    },
  )
