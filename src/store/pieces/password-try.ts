import { and, type SQL } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { type Budget, giveBack, listOf } from './budgets.ts'
import { freePlace, isKept, passPlace } from './password-failures.ts'

/** A try that was admitted: its place, and the budgets by client that it was counted in. */
export type Try = {
  subject: string
  name: string
  /** The name of the device, if it is a known one. */
  device: string | undefined
  networks: readonly Budget[]
  reservedAt: number
}

/** The same, as the statements of a deed have it. */
export type GivenTry = {
  subject: Given<string>
  name: Given<string>
  networks: Given<string>
}

export const givenTry = ({ subject, name, networks, reservedAt }: Try): GivenTry => ({
  subject,
  name,
  networks: listOf(networks, reservedAt),
})

/**
 * Two statements, for the transaction that uses a right password: the client's budgets and the failures are
 * taken back. Run again they find the place given back, and change nothing.
 */
export const passTry = (
  db: Database,
  right: GivenTry,
  { userId, condition }: { userId: Given<string>; condition?: SQL },
) => ({
  uncounted: uncounted(db, right, condition),
  passed: passPlace(db, right, { userId, condition }),
})

/** Two statements: what a try has taken is given back, and what was counted before it stays. */
export const giveTryBack = (db: Database, right: GivenTry) => ({
  uncounted: uncounted(db, right),
  freed: freePlace(db, right),
})

const uncounted = (db: Database, right: GivenTry, condition?: SQL) =>
  giveBack(db, right.networks, and(isKept(right), condition) as SQL)
