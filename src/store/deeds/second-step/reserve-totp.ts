import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { places, placesOf, prepareTransaction, rowsOf, transaction, valuesOf } from '../../database.ts'
import { type Budget, listOf } from '../../pieces/budgets.ts'
import { isTotpOf } from '../../pieces/factors.ts'
import { type Held, userOfHeld } from '../../pieces/live-session.ts'
import { isKeptOf, SECOND_STEPS } from '../../pieces/password-failures.ts'
import { type Outcome, outcomeOf, reserveTry, wantedValues, type Wanted } from '../../pieces/reserve-try.ts'
import { countTry, mayTry, readWaiting, type Waiting } from '../../pieces/second-step.ts'
import { onlyOnce } from '../../repetition.ts'
import { budgets } from '../../tables/budgets.ts'
import { passwordFailures } from '../../tables/password-failures.ts'
import { type Totp, totp } from '../../tables/totp.ts'
import { type User, users } from '../../tables/users.ts'

type Reserved = { user: User; totp: Totp | undefined } & Outcome

/**
 * Takes a place for a code of an authenticator app, before anybody compares: of the account, or of a device that
 * has passed a second step before. Only a right second step clears those failures. A sign-in that waits has its
 * own few tries besides; undefined when it has none left, or is over.
 */
export function reserveTotpBySignIn({ d1, db, notBefore }: Connection) {
  const run = prepareTransaction(d1, () => {
    const waiting = placesOf('waiting', 'id', 'userId')
    const { networks, maxTries, ...wanted } = places(
      ...(['networks', 'maxTries', 'name', 'devices', 'human', 'shown', 'now'] as const),
    )
    const at = { now: wanted.now, notBefore }
    const condition = isKeptOf(waiting.userId, SECOND_STEPS, wanted.name)
    return {
      signIn: readWaiting(db, waiting, maxTries, at),
      ...reserveTry(
        db,
        { ...about(waiting.userId), networks, condition: mayTry(waiting, maxTries, at) },
        wanted,
      ),
      counted: countTry(db, waiting, { maxTries, at, condition }),
      totp: db.select().from(totp).where(isTotpOf(waiting.userId)),
    }
  })
  return onlyOnce(
    async ({
      waiting,
      networks,
      maxTries,
      ...wanted
    }: Wanted & { waiting: Waiting; networks: readonly Budget[]; maxTries: number }): Promise<
      Reserved | undefined
    > => {
      const { signIn, taken, state, spent, account, ...found } = await run({
        ...valuesOf('waiting', waiting),
        networks: listOf(networks, wanted.now),
        maxTries,
        ...wantedValues(wanted),
      })
      const [user] = rowsOf(users, account)
      const [app] = rowsOf(totp, found.totp)
      if (!user || signIn.length === 0) return undefined
      const outcome = {
        taken: rowsOf(passwordFailures, taken),
        state: rowsOf(passwordFailures, state),
        spent: rowsOf(budgets, spent),
      }
      return { user, totp: app, ...outcomeOf(outcome, wanted, networks) }
    },
  )
}

/** The same for the user of a session that is held, who proves once more who they are; undefined when nobody holds it. */
export const reserveTotpBySession = ({ db, notBefore }: Connection) =>
  onlyOnce(async ({ held, ...wanted }: Wanted & { held: Held }): Promise<Reserved | undefined> => {
    const userId = userOfHeld(held, { now: wanted.now, notBefore })
    const found = await transaction(db, {
      ...reserveTry(db, { ...about(userId), networks: listOf([], wanted.now) }, wantedValues(wanted)),
      totp: db.select().from(totp).where(isTotpOf(userId)),
    })
    const [user] = found.account
    return user && { user, totp: found.totp[0], ...outcomeOf(found, wanted, []) }
  })

const about = (userId: SQL<string>) => ({
  isAccount: and(eq(users.id, userId)) as SQL,
  stranger: sql<string>`${userId} || ${SECOND_STEPS}`,
  counted: SECOND_STEPS,
})
