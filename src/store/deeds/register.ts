import { eq, sql } from 'drizzle-orm'
import type { Connection, HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, notSpent, readAll, spentUntil, takeAll } from '../pieces/budgets.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { userOfLive } from '../pieces/live-session.ts'
import { openSession } from '../pieces/open-session.ts'
import { isOwnedBy, isReserved, reservers } from '../pieces/owner.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'
import { challenges, type NewChallenge } from '../tables/challenges.ts'
import type { NewSession } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/**
 * Before an account is made: takes one from all budgets or from none, and looks who asks and who holds or
 * owns the address. `retryAt` is there when a budget is spent.
 */
export const admitRegistration = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      limits,
      callerSid,
      email,
      now,
    }: {
      limits: readonly [Budget, ...Budget[]]
      callerSid: string | undefined
      email: string
      now: number
    }): Promise<{
      retryAt: number | undefined
      caller: User | undefined
      holder: User | undefined
      owned: boolean
    }> => {
      const callerId = callerSid === undefined ? sql`null` : userOfLive(callerSid, { now, notBefore })
      const {
        windows,
        admitted,
        caller: [caller],
        holder: [holder],
        reserving,
      } = await transaction(db, {
        windows: readAll(db, limits),
        admitted: takeAll(db, limits, { now, condition: notSpent(limits, now) }).returning({
          key: budgets.key,
        }),
        caller: db.select().from(users).where(eq(users.id, callerId)),
        holder: db.select().from(users).where(eq(users.email, email)),
        reserving: reservers(db, email, { now, notBefore }),
      })
      const retryAt = admitted.length > 0 ? undefined : (spentUntil(windows, limits, now) ?? now + 1_000)
      return { retryAt, caller, holder, owned: isOwnedBy(holder, reserving) }
    },
  )

/**
 * Makes an account, its first session and the challenge of its verification mail, all or nothing. False
 * when somebody holds the address, or an undo link reserves it: the unique index decides, so that of two at
 * once exactly one is first.
 */
export const register = ({ db, notBefore, passwordIterations }: HashingConnection) =>
  repeatable(
    async ({
      user,
      session,
      challenge,
      max,
      now,
    }: {
      user: User
      session: NewSession
      challenge: NewChallenge
      max: number
      now: number
    }): Promise<boolean> => {
      const isMade = sql`from ${users} where ${users.id} = ${user.id}`
      const at = { now, notBefore }
      const opening = openSession(db, { session, source: isMade, others: { beyond: max }, at })
      const outcome = await transaction(db, {
        user: insertWhen(db, users, user, sql`where not ${isReserved(user.email, { now, notBefore })}`),
        // A new account has no other session that could end.
        session: opening.session,
        challenge: insertWhen(db, challenges, challenge, isMade),
        costliest: raiseCostliestHash(db, passwordIterations),
        made: db.select({ id: users.id }).from(users).where(eq(users.id, user.id)),
      })
      return outcome.made.length === 1
    },
  )
