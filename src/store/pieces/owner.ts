import { and, eq, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { challenges } from '../tables/challenges.ts'
import { type User, users } from '../tables/users.ts'
import { isGood } from './challenge.ts'
import type { Liveness } from './live-session.ts'

/**
 * The one rule of who owns an address: a verified account, and whoever holds a good link that undoes a
 * move away from it. An unverified account owns nothing. It yields to whoever proves the mailbox: it is
 * erased, and the prover gets an account with a new id. One that an operator has disabled stays: a proof of
 * the mailbox does not undo that.
 */

/** The account that yields the address, unverified and enabled: a sub-select, empty when there is none. */
export const yielding = (email: Given<string>, condition?: SQL) =>
  sql<string>`(select ${users.id} from ${users} where ${and(eq(users.email, email), isNull(users.verifiedAt), isNull(users.disabledAt), condition)})`

/** Holds while a link that undoes a move away from this address is good. `than` is the user who may have it all the same. */
export const isReserved = (email: Given<string>, { than, ...at }: Liveness & { than?: Given<string> }) =>
  sql<boolean>`exists (select 1 from ${challenges} where ${and(
    eq(challenges.reserves, email),
    isGood(at),
    than === undefined ? undefined : ne(challenges.subject, than),
  )})`

/** Who reserves this address: a query with at most a few rows. */
export const reservers = (db: Database, email: string, at: Liveness) =>
  db
    .select({ userId: challenges.subject })
    .from(challenges)
    .where(and(eq(challenges.reserves, email), isGood(at)))

/** Whether the holder of an address owns it, or somebody else reserves it. `than` may have it all the same. */
export const isOwnedBy = (
  holder: Pick<User, 'id' | 'verifiedAt' | 'disabledAt'> | undefined,
  reserving: readonly { userId: string }[],
  than?: string,
): boolean =>
  reserving.some(({ userId }) => userId !== than) ||
  (holder !== undefined && holder.id !== than && (holder.verifiedAt !== null || holder.disabledAt !== null))

/** Holds when somebody else than `than` owns the address. */
export const isOwned = (email: Given<string>, { than, ...at }: Liveness & { than?: Given<string> }) =>
  sql<boolean>`(${isReserved(email, { ...at, ...(than !== undefined && { than }) })} or exists (select 1 from ${users} where ${and(
    eq(users.email, email),
    or(isNotNull(users.verifiedAt), isNotNull(users.disabledAt)),
    than === undefined ? undefined : ne(users.id, than),
  )}))`
