import { and, eq, or, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { users } from '../tables/users.ts'
import { type Liveness, sessionIsOf } from './live-session.ts'
import { knownDevice } from './password-failures.ts'

/** Who sends a request, as far as it shows: device tokens whose MAC is right, and a session. */
export type Sender = {
  devices: readonly { userId: string; epoch: number; device: string }[]
  sid: string | undefined
}

type At = Liveness & { now: number }

/**
 * Holds when the sender is a known device of the account that has this address, or in a live session of it.
 * Budgets by client neither count nor stop such a sender: a stranger behind the same address must not shut the
 * owner out.
 */
export const isFromHolder = ({ devices, sid }: Sender, email: string, at: At) => {
  const isAccount = eq(users.email, email)
  const account = sql<string>`(select ${users.id} from ${users} where ${isAccount})`
  return sql`(${or(
    sql`${knownDevice(JSON.stringify(devices), sql`${isAccount}`, { now: at.now })} is not null`,
    sid === undefined ? undefined : sessionIsOf(sid, account, at),
  )})`
}

/** The account that has the address, if the sender holds it: a query with at most one row. */
export const readHolder = (db: Database, sender: Sender, email: string, at: At) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), isFromHolder(sender, email, at)))
