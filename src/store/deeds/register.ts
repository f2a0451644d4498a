import { eq, sql } from 'drizzle-orm'
import type { Connection, HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Administrator, type Telling, toBeTold, toldIn } from '../pieces/administrators-to-tell.ts'
import { type Budget, listOf, notSpent, readBudgets, spentUntil, takeAll } from '../pieces/budgets.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { readFactors } from '../pieces/factors.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { sessionIsLive, userOfLive } from '../pieces/live-session.ts'
import { openSession } from '../pieces/open-session.ts'
import { isOwned, isTaken } from '../pieces/owner.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { challenges, type NewChallenge } from '../tables/challenges.ts'
import type { NewSession } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/**
 * Before an account is made: looks who asks and whether somebody has the address, and takes one from all
 * budgets or from none. From `mails` it takes only where a mail will go: a taken address gets none. A spent
 * one refuses taken addresses all the same: else a free address would be told from a taken one, and nothing
 * would count that. `retryAt` is there when a budget is spent. The caller's session may have ended: then nothing is taken.
 */
export const admitRegistration = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      limits,
      mails,
      callerSid,
      email,
      now,
    }: {
      limits: readonly [Budget, ...Budget[]]
      mails: readonly Budget[]
      callerSid: string | undefined
      email: string
      now: number
    }): Promise<
      { caller: User | undefined; hasPasskey: boolean } & (
        { retryAt: undefined; taken: boolean; owned: boolean } | { retryAt: number }
      )
    > => {
      const at = { now, notBefore }
      const all = [...limits, ...mails]
      const asker = callerSid === undefined ? sql<string>`null` : userOfLive(callerSid, at)
      const isTakenNow = isTaken(email, at)
      const mayAsk = callerSid === undefined ? sql`true` : sessionIsLive(callerSid, at)
      const isAdmitted = sql`${mayAsk} and ${notSpent(all, now)}`
      const isMailed = sql`changes() > 0 and not ${isTakenNow}`
      const {
        windows,
        admitted: [admitted],
        caller: [caller],
        factors: [factors],
      } = await transaction(db, {
        windows: readBudgets(db, listOf(all, now)),
        admitted: takeAll(db, now, { list: listOf(limits, now), condition: isAdmitted }).returning({
          taken: isTakenNow,
          owned: isOwned(email, at),
        }),
        mailed: takeAll(db, now, { list: listOf(mails, now), condition: isMailed }),
        caller: db.select().from(users).where(eq(users.id, asker)),
        factors: readFactors(db, asker),
      })
      const who = { caller, hasPasskey: factors !== undefined && factors.passkeys > 0 }
      if (admitted) return { retryAt: undefined, ...who, ...admitted }
      return { retryAt: spentUntil(windows, all, now) ?? now + 1_000, ...who }
    },
  )

/**
 * Makes an account, its first session and the challenge of its verification mail, all or nothing. `granted` says that
 * the account has a role, which the administrators are told. Undefined when somebody holds the address, or an undo link
 * reserves it: the unique index decides, so that of two at once exactly one is first.
 */
export const register = ({ db, notBefore, passwordIterations }: HashingConnection) =>
  repeatable(
    async ({
      user,
      session,
      challenge,
      max,
      line,
      granted,
      now,
    }: {
      user: User
      session: NewSession
      challenge: NewChallenge
      max: number
      line: Line
      granted: (Telling & { line: Line }) | undefined
      now: number
    }): Promise<{ administrators: Administrator[] } | undefined> => {
      const isMade = sql`from ${users} where ${users.id} = ${user.id}`
      const at = { now, notBefore }
      const source = { from: sql`from ${users}`, where: eq(users.id, user.id) }
      // The session that the browser had before stays: whoever is signed in may register others.
      const opening = openSession(db, {
        session,
        source,
        others: { beyond: max },
        line,
        kind: 'registration',
        at,
      })
      const outcome = await transaction(db, {
        user: insertWhen(db, users, user, sql`where not ${isTaken(user.email, at)}`),
        // A new account has no other session that could end.
        session: opening.session,
        line: opening.line,
        ...(granted && {
          granted: writeLine(db, granted.line, {
            subject: user.id,
            condition: sql`exists (select 1 ${isMade})`,
          }),
          ...toBeTold(db, granted, now),
        }),
        challenge: insertWhen(db, challenges, challenge, isMade),
        costliest: raiseCostliestHash(db, passwordIterations),
        made: db.select({ id: users.id }).from(users).where(eq(users.id, user.id)),
      })
      return outcome.made.length === 1 ? { administrators: toldIn(outcome) } : undefined
    },
  )
