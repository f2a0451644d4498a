import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import type { Budget } from '../../pieces/budgets.ts'
import { listOf } from '../../pieces/client-failures.ts'
import { isTotpOf } from '../../pieces/factors.ts'
import { type Held, userOfHeld } from '../../pieces/live-session.ts'
import { isKeptOf, SECOND_STEPS } from '../../pieces/password-failures.ts'
import { type Outcome, outcomeOf, reserveTry, valuesOf, type Wanted } from '../../pieces/reserve-try.ts'
import { countTry, mayTry, readWaiting, type Waiting } from '../../pieces/second-step.ts'
import { onlyOnce } from '../../repetition.ts'
import { type Totp, totp } from '../../tables/totp.ts'
import { type User, users } from '../../tables/users.ts'

type Reserved = { user: User; totp: Totp | undefined } & Outcome

/**
 * Takes a place for a code of an authenticator app, before anybody compares: of the account, or of a device that
 * has passed a second step before. Only a right second step clears those failures. A sign-in that waits has its
 * own few tries besides; undefined when it has none left, or is over.
 */
export const reserveTotpBySignIn = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      waiting,
      networks,
      maxTries,
      ...wanted
    }: Wanted & { waiting: Waiting; networks: readonly Budget[]; maxTries: number }): Promise<
      Reserved | undefined
    > => {
      const { userId } = waiting
      const at = { now: wanted.now, notBefore }
      const isTaken = isKeptOf(userId, SECOND_STEPS, wanted.name)
      const { signIn, ...found } = await transaction(db, {
        signIn: readWaiting(db, waiting, maxTries, at),
        ...reserveTry(
          db,
          {
            ...about(sql`${userId}`),
            networks: listOf(networks),
            condition: mayTry(waiting, maxTries, at),
          },
          valuesOf(wanted),
        ),
        counted: countTry(db, waiting, { maxTries, at, condition: isTaken }),
        totp: db.select().from(totp).where(isTotpOf(userId)),
      })
      const [user] = found.account
      if (!user || signIn.length === 0) return undefined
      return { user, totp: found.totp[0], ...outcomeOf(found, wanted, networks) }
    },
  )

/** The same for the user of a session that is held, who proves once more who they are; undefined when nobody holds it. */
export const reserveTotpBySession = ({ db, notBefore }: Connection) =>
  onlyOnce(async ({ held, ...wanted }: Wanted & { held: Held }): Promise<Reserved | undefined> => {
    const userId = userOfHeld(held, { now: wanted.now, notBefore })
    const found = await transaction(db, {
      ...reserveTry(db, { ...about(userId), networks: listOf([]) }, valuesOf(wanted)),
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
