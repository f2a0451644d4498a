import { and, eq, isNull, or, sql } from 'drizzle-orm'
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
import { passwordFailures } from './tables/password-failures.ts'
import { sessions } from './tables/sessions.ts'
import { users } from './tables/users.ts'
import type { NewSession } from './tables/sessions.ts'
import type { User } from './tables/users.ts'

/**
 * Proven mailboxes, and the accounts made of them.
 * Each function is one transaction of claim and effect, and answers undefined when nothing has happened.
 */
export function mailboxesStore(db: Database, notBefore: number) {
  return {
    /**
     * Proves a mailbox: the code gives way to `proof`, which creates an account. A caller who is signed in
     * as that address is verified.
     */
    async proveMailbox({
      id,
      claim,
      now,
      subject,
      email,
      proof,
      callerSid,
    }: Claim & {
      subject: string
      email: string
      proof: NewChallenge
      callerSid: string | undefined
    }): Promise<string[] | undefined> {
      const claimed = isClaimedBy(id, claim)
      const caller = sql`(select ${sessions.userId} from ${sessions} where ${and(eq(sessions.id, callerSid ?? ''), isLive({ now, notBefore }))})`
      const [won] = await db.batch([
        claimChallenge(db, { id, claim, now }),
        forgiveFailures(db, { subject, purpose: 'mailbox' }, claimed),
        supersedeAll(db, {
          subject: proof.subject,
          purpose: 'create_account',
          keep: proof.id,
          now,
          condition: claimed,
        }),
        insertWhen(db, challenges, proof, sql`where ${claimed}`),
        db
          .update(users)
          .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, updatedAt: now })
          .where(and(eq(users.id, caller), eq(users.email, email), claimed)),
      ])
      return won.length === 1 ? [] : undefined
    },

    /**
     * Creates a verified account for a proven mailbox or, with `takeOver`, makes an unverified one the
     * prover's: whoever opened that never proved the address, so their password, profile, sessions and
     * codes end (pre-account hijack). Here the effect comes first and the claim depends on it: when
     * somebody else has got the address meanwhile, the proof stays good.
     */
    async createAccount({
      id,
      claim,
      now,
      user,
      takeOver,
      session,
    }: Claim & {
      user: User
      takeOver: boolean
      session: NewSession
    }): Promise<string[] | undefined> {
      const good = sql`exists (select 1 from ${challenges} where ${and(eq(challenges.id, id), eq(challenges.purpose, 'create_account'), or(eq(challenges.claim, claim), isGood(now)))})`
      const written = sql`exists (select 1 from ${users} where ${users.id} = ${user.id} and ${users.password} = ${user.password})`
      const claimed = isClaimedBy(id, claim)
      const { role: _granted, createdAt: _kept, securityVersion: _next, ...replaced } = user
      const [, won, ended] = await db.batch([
        takeOver
          ? db
              .update(users)
              .set({ ...replaced, securityVersion: sql`${users.securityVersion} + 1` })
              .where(and(eq(users.id, user.id), isNull(users.verifiedAt), isNull(users.disabledAt), good))
          : insertWhen(db, users, user, sql`where ${good}`),
        claimChallenge(db, { id, claim, now, condition: written }),
        endSessions(db, {
          userId: user.id,
          reason: 'account_taken_over',
          by: claim,
          keep: session.id,
          now,
          condition: claimed,
        }),
        supersedeAll(db, { subject: user.id, now, condition: claimed }),
        db.delete(passwordFailures).where(and(eq(passwordFailures.subject, user.id), claimed)),
        insertWhen(db, sessions, session, sql`where ${claimed}`),
      ])
      return won.length === 1 ? ids(ended) : undefined
    },

    /** The address of an account is its owner's: the link mailed to it came back. */
    async verifyEmail({ id, claim, now }: Claim): Promise<{ userId: string } | undefined> {
      const claimed = isClaimedBy(id, claim)
      const subject = sql`(select ${challenges.subject} from ${challenges} where ${challenges.id} = ${id})`
      const [, [user]] = await db.batch([
        claimChallenge(db, { id, claim, now, purpose: 'verify_email' }),
        db
          .update(users)
          .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, updatedAt: now })
          .where(and(eq(users.id, subject), claimed))
          .returning({ userId: users.id }),
      ])
      return user
    },
  }
}
