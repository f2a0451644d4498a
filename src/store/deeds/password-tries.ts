import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Database, places, prepareTransaction, rowsOf, transaction } from '../database.ts'
import { type Budget, listOf } from '../pieces/budgets.ts'
import { type Factors, readFactors } from '../pieces/factors.ts'
import { isGood } from '../pieces/challenge.ts'
import { iterationsIn, readCostliestHash } from '../pieces/costliest-hash.ts'
import { type Held, isHeld } from '../pieces/live-session.ts'
import { failPlace, isFailed } from '../pieces/password-failures.ts'
import { yields } from '../pieces/owner.ts'
import { givenTry, giveTryBack, passTry, type Try } from '../pieces/password-try.ts'
import {
  type About,
  type GivenWanted,
  type Outcome,
  outcomeOf,
  reserveTry,
  wantedValues,
  type Wanted,
} from '../pieces/reserve-try.ts'
import { type ToldLine, writeLine } from '../pieces/write-event.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { passwordFailures } from '../tables/password-failures.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** Whether a try was admitted, and the account it is about; without an account the work is done all the same. */
export type Reservation = {
  account: User | undefined
  at: number
  /** Iterations of the costliest hash that was ever stored; 0 when nobody knows. */
  costliestHash: number
} & Outcome

const statements = (db: Database, about: About, given: GivenWanted) => ({
  ...reserveTry(db, about, given),
  costliest: readCostliestHash(db),
})

/**
 * Reserves a try for an address. Unknown addresses are counted under a name made of their MAC: the first of
 * `names` that has failures, else the first of all, which is the one that the present secret makes.
 */
export function reserveTryByEmail({ d1, db }: Connection) {
  const run = prepareTransaction(d1, () => {
    const { email, names, networks, ...given } = places(
      ...(['email', 'names', 'networks', 'name', 'devices', 'human', 'shown', 'now'] as const),
    )
    const isAccount = sql`${users.email} = ${email}`
    const account = sql`select ${users.id} from ${users} where ${isAccount}`
    // `cross join` keeps the order of the names, and looks each one up by the primary key.
    const counted = sql`select ${passwordFailures.subject} from json_each(${names}) as name cross join ${passwordFailures} on ${passwordFailures.subject} = name.value limit 1`
    const stranger = sql<string>`coalesce((${account}), (${counted}), json_extract(${names}, '$[0]'))`
    return statements(db, { isAccount, stranger, networks }, given)
  })
  return onlyOnce(
    async ({
      email,
      names,
      networks,
      ...wanted
    }: Wanted & {
      email: string
      names: [string, ...string[]]
      networks: readonly Budget[]
    }): Promise<Reservation> => {
      const { taken, state, spent, account, costliest } = await run({
        email,
        names: JSON.stringify(names),
        networks: listOf(networks, wanted.now),
        ...wantedValues(wanted),
      })
      const found = {
        taken: rowsOf(passwordFailures, taken),
        state: rowsOf(passwordFailures, state),
        spent: rowsOf(budgets, spent),
      }
      const [user] = rowsOf(users, account)
      const costliestHash = iterationsIn(costliest)
      return { account: user, at: wanted.now, costliestHash, ...outcomeOf(found, wanted, networks) }
    },
  )
}

/**
 * Reserves a try for the user of a session that is held; undefined when nobody holds it. It is neither counted nor
 * stopped by client.
 */
export const reserveTryBySession = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      held,
      ...wanted
    }: Wanted & { held: Held }): Promise<
      (Reservation & { session: Session; factors: Factors | undefined }) | undefined
    > => {
      const isThis = isHeld(held, { now: wanted.now, notBefore })
      const stranger = sql<string>`(select ${sessions.userId} from ${sessions} where ${isThis})`
      const isAccount = sql`${users.id} = ${stranger}`
      const networks = listOf([], wanted.now)
      const { session, ...found } = await transaction(db, {
        ...statements(db, { isAccount, stranger, networks }, wantedValues(wanted)),
        session: db.select().from(sessions).where(isThis),
        factors: readFactors(db, stranger),
      })
      const [caller] = session
      if (!caller) return undefined
      const outcome = outcomeOf(found, wanted, [])
      const costliestHash = iterationsIn(found.costliest)
      const [account] = found.account
      const [factors] = found.factors
      return { account, at: wanted.now, costliestHash, session: caller, factors, ...outcome }
    },
  )

/**
 * Reserves a try for the unverified account that a good link is about; undefined when there is none. The link
 * stays good.
 */
export const reserveTryByChallenge = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      challenge: { id, purpose },
      networks,
      ...wanted
    }: Wanted & {
      challenge: { id: string; purpose: Purpose }
      networks: readonly Budget[]
    }): Promise<Reservation | undefined> => {
      const { now } = wanted
      const isThis = and(eq(challenges.id, id), eq(challenges.purpose, purpose), isGood({ now, notBefore }))
      const subject = sql`(select ${challenges.subject} from ${challenges} where ${isThis})`
      const isAccount = sql`${users.id} = ${subject} and ${yields}`
      const stranger = sql<string>`(select ${users.id} from ${users} where ${isAccount})`
      const found = await transaction(
        db,
        statements(db, { isAccount, stranger, networks: listOf(networks, now) }, wantedValues(wanted)),
      )
      const [account] = found.account
      const costliestHash = iterationsIn(found.costliest)
      return account && { account, at: now, costliestHash, ...outcomeOf(found, wanted, networks) }
    },
  )

/**
 * The password was wrong, or the code of an app. `told` is what its owner finds in their history: the subject is the id
 * of a user, or of nobody, who costs the same statements. False when the place is no longer kept: then nobody may learn
 * of it.
 */
export const failTry = ({ db }: Connection) =>
  repeatable(async (tried: Try, told: ToldLine, now: number): Promise<boolean> => {
    const failed = isFailed(db, tried)
    const { found } = await transaction(db, {
      failed: failPlace(db, tried, now),
      found: failed,
      line: writeLine(db, told.line, { subject: told.subject, condition: sql`exists ${failed}` }),
    })
    return found.length === 1
  })

/** The password was right, and something behind it was not: nothing of the try stays counted. */
export const forgiveTry = ({ db }: Connection) =>
  repeatable(async (right: Try, userId: string): Promise<void> => {
    await transaction(db, passTry(db, givenTry(right), { userId }))
  })

/** What was behind a right password has failed: the try is as if it had not been. `told`: why, for the owner. */
export const cancelTry = ({ db }: Connection) =>
  repeatable(async (right: Try, told?: ToldLine): Promise<void> => {
    await transaction(db, {
      ...giveTryBack(db, givenTry(right)),
      ...(told && { line: writeLine(db, told.line, { subject: told.subject }) }),
    })
  })
