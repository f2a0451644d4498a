import { and, eq, lt, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { challenges } from '../tables/challenges.ts'
import { isGood } from './challenge.ts'
import type { Liveness } from './live-session.ts'

/** A sign-in that waits for its second step: its row in the ledger, and whose it is. */
export type Waiting = { id: string; userId: string }

/** The same as a statement has it. */
type GivenWaiting = { id: Given<string>; userId: Given<string> }

const isThis = ({ id, userId }: GivenWaiting) =>
  and(eq(challenges.id, id), eq(challenges.purpose, 'second_step'), eq(challenges.subject, userId))

const isOpen = (waiting: GivenWaiting, maxTries: Given<number>, at: Liveness) =>
  and(isThis(waiting), isGood(at), lt(challenges.tries, maxTries))

/** Holds while one more proof may be tried. */
export const mayTry = (...about: Parameters<typeof isOpen>) =>
  sql`exists (select 1 from ${challenges} where ${isOpen(...about)})`

/** The sign-in, while one more proof may be tried. It is read before the try is counted. */
export const readWaiting = (db: Database, ...about: Parameters<typeof isOpen>) =>
  db
    .select({ id: challenges.id })
    .from(challenges)
    .where(isOpen(...about))

/** Counts a try. */
export const countTry = (
  db: Database,
  waiting: GivenWaiting,
  { maxTries, at, condition }: { maxTries: Given<number>; at: Liveness; condition: SQL },
) =>
  db
    .update(challenges)
    .set({ tries: sql`${challenges.tries} + 1` })
    .where(and(isOpen(waiting, maxTries, at), condition))
    .returning({ id: challenges.id })
