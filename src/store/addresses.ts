import { and, eq, sql } from 'drizzle-orm'
import {
  type Claim,
  claimChallenge,
  endSessions,
  forgiveFailures,
  ids,
  isClaimedBy,
  isGood,
  supersedeAll,
} from './pieces/claims.ts'
import { type Database, insertWhen } from './database.ts'
import { isLive } from './pieces/live-session.ts'
import { challenges, type NewChallenge } from './tables/challenges.ts'
import { sessions } from './tables/sessions.ts'
import { users } from './tables/users.ts'
import type { NewSession, Session } from './tables/sessions.ts'
import type { User } from './tables/users.ts'

/**
 * Accounts that move to another address, and back.
 * Each function is one transaction of claim and effect, and answers undefined when nothing has happened.
 */
export function addressesStore(db: Database, notBefore: number) {
  return {
    /**
     * Moves the account to another address, provided the address is still free, and the account still as
     * it was when the change was asked for. Every session ends, the caller's goes on as `successor`, with
     * its moment of signing in and its absolute end; `undo` is entered for the old address.
     */
    async changeEmail({
      id,
      claim,
      now,
      change: { userId, from, to, securityVersion },
      callerSid,
      successor,
      undo,
    }: Claim & {
      change: { userId: string; from: string; to: string; securityVersion: number }
      callerSid: string
      successor: NewSession
      undo: NewChallenge
    }): Promise<{ user: User; session: Session; ended: string[] } | undefined> {
      const claimed = isClaimedBy(id, claim)
      const unchanged = and(
        eq(users.id, userId),
        eq(users.email, from),
        eq(users.securityVersion, securityVersion),
      )
      const possible = and(
        sql`exists (select 1 from ${users} where ${unchanged})`,
        sql`exists (select 1 from ${sessions} where ${and(eq(sessions.id, callerSid), isLive({ now, notBefore }))})`,
        sql`not exists (select 1 from ${users} where ${users.email} = ${to})`,
      )
      const continued = {
        ...successor,
        authTime: sql`${sessions.authTime}`,
        expiresAt: sql`${sessions.expiresAt}`,
        idleExpiresAt: sql`min(${successor.idleExpiresAt}, ${sessions.expiresAt})`,
      }
      const [, [user], ended, , , , , [session]] = await db.batch([
        claimChallenge(db, { id, claim, now, condition: possible }),
        db
          .update(users)
          .set({ email: to, verifiedAt: now, securityVersion: securityVersion + 1, updatedAt: now })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        endSessions(db, {
          userId,
          reason: 'email_changed',
          by: claim,
          keep: successor.id,
          now,
          condition: claimed,
        }),
        supersedeAll(db, { subject: userId, now, condition: claimed }),
        forgiveFailures(db, { subject: userId, purpose: 'change_email' }, claimed),
        insertWhen(
          db,
          sessions,
          continued,
          sql`from ${sessions} where ${sessions.id} = ${callerSid} and ${claimed}`,
        ),
        insertWhen(db, challenges, undo, sql`where ${claimed}`),
        db.select().from(sessions).where(eq(sessions.id, successor.id)),
      ])
      return user && session && { user, session, ended: ids(ended) }
    },

    /**
     * Gives an account back to the address it was moved away from, whatever it has been moved to since.
     * Undo links of later moves end, those of earlier ones stay: the older an address, the better its claim.
     */
    async undoEmailChange({
      id,
      claim,
      now,
      userId,
      email,
    }: Claim & { userId: string; email: string }): Promise<string[] | undefined> {
      const claimed = isClaimedBy(id, claim)
      const free = sql`not exists (select 1 from ${users} where ${users.email} = ${email} and ${users.id} <> ${userId})`
      const [won, , ended] = await db.batch([
        claimChallenge(db, { id, claim, now, condition: free }),
        db
          .update(users)
          .set({ email, verifiedAt: now, securityVersion: sql`${users.securityVersion} + 1`, updatedAt: now })
          .where(and(eq(users.id, userId), claimed)),
        endSessions(db, { userId, reason: 'email_change_undone', by: claim, now, condition: claimed }),
        supersedeAll(db, { subject: userId, now, condition: claimed }),
        db
          .update(challenges)
          .set({ supersededAt: now })
          .where(
            and(
              eq(challenges.subject, userId),
              eq(challenges.purpose, 'undo_email_change'),
              isGood(now),
              sql`${challenges.createdAt} > (select this.created_at from ${challenges} as this where this.id = ${id})`,
              claimed,
            ),
          ),
      ])
      return won.length === 1 ? ids(ended) : undefined
    },
  }
}
