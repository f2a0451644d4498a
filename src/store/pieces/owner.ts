import { and, eq, ne, not, type SQL, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { challenges } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'
import { YIELDS } from './yields.ts'
import { isGood } from './challenge.ts'
import type { Liveness } from './live-session.ts'

/**
 * The one rule of who owns an address: a verified account, and whoever holds a good link that undoes a
 * move away from it. An unverified account owns nothing. It yields to whoever proves the mailbox: it is
 * erased, and the prover gets an account with a new id. One that an operator has disabled stays: a proof of
 * the mailbox does not undo that.
 */

/** Holds of an account that owns nothing, in statements on users. */
export const yields = sql`(${sql.raw(YIELDS)})`

/** The account that yields the address: a sub-select, empty when there is none. */
export const yielding = (email: Given<string>, condition?: SQL) =>
  sql<string>`(select ${users.id} from ${users} where ${and(eq(users.email, email), yields, condition)})`

/** `than` is the user who may have the address all the same. */
type Asked = Liveness & { than?: Given<string> }

/** Holds while a link that undoes a move away from this address is good. */
const isReserved = (email: Given<string>, { than, ...at }: Asked) =>
  sql`exists (select 1 from ${challenges} where ${and(
    eq(challenges.reserves, email),
    isGood(at),
    than === undefined ? undefined : ne(challenges.subject, than),
  )})`

const isHeld = (email: Given<string>, { than }: Asked, condition?: SQL) =>
  sql`exists (select 1 from ${users} where ${and(
    eq(users.email, email),
    than === undefined ? undefined : ne(users.id, than),
    condition,
  )})`

/** Holds when somebody owns the address: who proves the mailbox does not get it. */
export const isOwned = (email: Given<string>, asked: Asked) =>
  sql<boolean>`(${isReserved(email, asked)} or ${isHeld(email, asked, not(yields))})`.mapWith(Boolean)

/** Holds when somebody owns the address, or holds it unverified: who has proven nothing does not get it. */
export const isTaken = (email: Given<string>, asked: Asked) =>
  sql<boolean>`(${isReserved(email, asked)} or ${isHeld(email, asked)})`.mapWith(Boolean)
