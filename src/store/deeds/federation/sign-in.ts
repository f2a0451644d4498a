import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { deviceList } from '../../pieces/account-proof.ts'
import { type CarriedChallenge, isUnspent, spendChallenge } from '../../pieces/carried-challenge.ts'
import { isClaimed } from '../../pieces/challenge.ts'
import { type Factors, factorsOf } from '../../pieces/factors.ts'
import { insertWhen } from '../../pieces/insert-when.ts'
import { letsIn, openSignIn, type ToOpen } from '../../pieces/open-session.ts'
import { type SignedIn, signedIn } from '../../pieces/signed-in.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { challenges, type NewChallenge } from '../../tables/challenges.ts'
import { type NewConnection, connections } from '../../tables/connections.ts'
import { users } from '../../tables/users.ts'

/** What came back from a provider, and the account that it was connected with when that was read. */
type Returned = {
  state: CarriedChallenge
  userId: string
  /** What the provider says now of the account there. */
  used: Pick<NewConnection, 'id' | 'provider' | 'email' | 'emailVerified'>
  now: number
}

/**
 * Spends the state, if the connection still leads to the account, which still lets it in. `condition` is what else has
 * to hold of the account.
 */
function redeem({ db }: Connection, { state, userId, used, now }: Returned, condition: SQL | undefined) {
  const isConnected = and(eq(connections.id, used.id), eq(connections.userId, userId))
  const isAccount = and(eq(users.id, userId), isNull(users.disabledAt), condition)
  return {
    spent: spendChallenge(db, state, {
      purpose: 'provider',
      userId,
      now,
      condition: and(
        isUnspent(state),
        sql`exists (select 1 from ${connections} where ${isConnected})`,
        sql`exists (select 1 from ${users} where ${isAccount})`,
      ),
    }),
    used: db
      .update(connections)
      .set({ provider: used.provider, email: used.email, emailVerified: used.emailVerified, lastUsedAt: now })
      .where(and(isConnected, isClaimed(state))),
  }
}

/**
 * Opens a session for an account at a provider, where that is enough here. Undefined when the state was used by another
 * request, or the account has changed meanwhile. With `skipsSecondStep` nobody is asked for a second step but an
 * administrator.
 */
export const signInWithProvider = (connection: Connection) =>
  repeatable(
    async ({
      session,
      max,
      devices,
      earlierSid,
      line,
      skipsSecondStep,
      ...returned
    }: Returned & ToOpen & { skipsSecondStep: boolean }): Promise<SignedIn | undefined> => {
      const { db, notBefore } = connection
      const { state, now } = returned
      const claimed = isClaimed(state)
      const opening = openSignIn(db, {
        session,
        source: { where: claimed },
        others: { beyond: max },
        done: claimed,
        line,
        devices: deviceList(devices),
        earlierSid,
        skipsSecondStep,
        at: { now, notBefore },
      })
      const { owner, ended } = await transaction(db, {
        ...redeem(connection, returned, letsIn(session, skipsSecondStep)),
        ...opening.opened,
        owner: opening.owner,
        ended: opening.ended,
      })
      return signedIn(owner, ended)
    },
  )

/** The same where the account asks for a second step: the sign-in waits. Answers what can be that step. */
export const askSecondStepAfterProvider = (connection: Connection) =>
  repeatable(
    async ({
      challenge,
      ...returned
    }: Returned & { challenge: NewChallenge }): Promise<Factors | undefined> => {
      const { db } = connection
      const {
        factors: [factors],
      } = await transaction(db, {
        ...redeem(connection, returned, isNotNull(users.secondStepAt)),
        challenge: insertWhen(db, challenges, challenge, sql`where ${isClaimed(returned.state)}`),
        factors: db
          .select(factorsOf(challenge.subject))
          .from(challenges)
          .where(eq(challenges.id, challenge.id)),
      })
      return factors
    },
  )

/** The same where the account is being deleted: nothing is opened. Answers whether this request has used the state. */
export const useUpReturn = (connection: Connection) =>
  repeatable(async ({ line, ...returned }: Returned & { line: Line }): Promise<boolean> => {
    const { db } = connection
    const { claimed } = await transaction(db, {
      ...redeem(connection, returned, isNotNull(users.deletesAt)),
      line: writeLine(db, line, { subject: returned.userId, condition: isClaimed(returned.state) }),
      claimed: db
        .select({ id: challenges.id })
        .from(challenges)
        .where(and(eq(challenges.id, returned.state.id), isClaimed(returned.state))),
    })
    return claimed.length === 1
  })
