import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import {
  claimChallenge,
  forgiveFailures,
  isClaimedBy,
  isGood,
  type NewChallenge,
  supersedeAll,
} from './challenges.ts'
import { type Database, insertWhen } from './database.ts'
import { isLive } from './live-session.ts'
import { challenges, passwordFailures, sessions, users } from './schema.ts'
import type { NewSession, Session } from './sessions.ts'
import type { User } from './users.ts'

/** One request's try to use a challenge up. `claim` is the request's own random name. */
export type Claim = { id: string; claim: string; now: number }

/**
 * Claim and effect of everything that happens once, each in one transaction: the challenge is used up for
 * exactly one request, and every effect depends on that request's claim. A function answers undefined
 * when nothing has happened, else the ids of the sessions that ended, or those with what has changed.
 */
export function redemptionsStore(db: Database, notBefore: number) {
  const endSessions = (
    userId: string,
    reason: string,
    { now, condition }: { now: number; condition: SQL | undefined },
  ) =>
    db
      .update(sessions)
      .set({ revokedAt: now, revokedReason: reason })
      .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), condition))
      .returning({ id: sessions.id })

  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)

  const liveSession = (sid: string, now: number) => and(eq(sessions.id, sid), isLive({ now, notBefore }))

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
      const caller = sql`(select ${sessions.userId} from ${sessions} where ${liveSession(callerSid ?? '', now)})`
      const [won] = await db.batch([
        claimChallenge(db, { id, claim, now }),
        forgiveFailures(db, { subject, purpose: 'mailbox' }, claimed),
        supersedeAll(db, { subject: proof.subject, purpose: 'create_account', now, condition: claimed }),
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
      const good = sql`exists (select 1 from ${challenges} where ${and(eq(challenges.id, id), eq(challenges.purpose, 'create_account'), isGood(now))})`
      const written = sql`exists (select 1 from ${users} where ${users.id} = ${user.id} and ${users.password} = ${user.password})`
      const claimed = isClaimedBy(id, claim)
      const { role: _granted, createdAt: _kept, securityVersion: _next, ...replaced } = user
      const [, won, ended] = await db.batch([
        takeOver
          ? db
              .update(users)
              .set({ ...replaced, securityVersion: sql`${users.securityVersion} + 1` })
              .where(and(eq(users.id, user.id), isNull(users.verifiedAt), isNull(users.disabledAt), good))
          : insertWhen(db, users, user, sql`where ${good}`).onConflictDoNothing({ target: users.email }),
        claimChallenge(db, { id, claim, now, condition: written }),
        endSessions(user.id, 'account_taken_over', { now, condition: claimed }),
        supersedeAll(db, { subject: user.id, now, condition: claimed }),
        db.delete(passwordFailures).where(and(eq(passwordFailures.subject, user.id), claimed)),
        insertWhen(db, sessions, session, sql`where ${claimed}`),
      ])
      return won.length === 1 ? ids(ended) : undefined
    },

    /** Opens a session; password and mailbox are both proven, so the account becomes verified. `endSid` ends. */
    async signIn({
      id,
      claim,
      now,
      session,
      endSid,
      most,
    }: Claim & { session: NewSession; endSid: string | undefined; most: number }): Promise<
      { user: User; ended: string[] } | undefined
    > {
      const { userId } = session
      const claimed = isClaimedBy(id, claim)
      const enabled = sql`exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.disabledAt} is null)`
      const beyond = sql`(select ${sessions.id} from ${sessions} where ${and(eq(sessions.userId, userId), isLive({ now, notBefore }))} order by ${sessions.id} desc limit -1 offset ${most})`
      const [, , , [user], tooMany, old] = await db.batch([
        claimChallenge(db, { id, claim, now, condition: enabled }),
        forgiveFailures(db, { subject: userId, purpose: 'sign_in' }, claimed),
        insertWhen(db, sessions, session, sql`where ${claimed}`),
        db
          .update(users)
          .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, lastLoginAt: now })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        endSessions(userId, 'too_many', { now, condition: and(claimed, sql`${sessions.id} in ${beyond}`) }),
        db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'signed_in_anew' })
          .where(and(eq(sessions.id, endSid ?? ''), isNull(sessions.revokedAt), claimed))
          .returning({ id: sessions.id }),
      ])
      return user && { user, ended: ids([...tooMany, ...old]) }
    },

    /** Sets a password for whoever holds the mailbox: the account is verified, and all else that was open ends. */
    async resetPassword({
      id,
      claim,
      now,
      userId,
      password,
    }: Claim & { userId: string; password: string }): Promise<{ user: User; ended: string[] } | undefined> {
      const claimed = isClaimedBy(id, claim)
      const enabled = sql`exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.disabledAt} is null)`
      const [, [user], ended] = await db.batch([
        claimChallenge(db, { id, claim, now, condition: enabled }),
        db
          .update(users)
          .set({
            password,
            verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`,
            securityVersion: sql`${users.securityVersion} + 1`,
            updatedAt: now,
          })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        endSessions(userId, 'password_reset', { now, condition: claimed }),
        supersedeAll(db, { subject: userId, now, condition: claimed }),
        db.delete(passwordFailures).where(and(eq(passwordFailures.subject, userId), claimed)),
        forgiveFailures(db, { subject: userId, purpose: 'reset_password' }, claimed),
      ])
      return user && { user, ended: ids(ended) }
    },

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
        sql`exists (select 1 from ${sessions} where ${liveSession(callerSid, now)})`,
        sql`not exists (select 1 from ${users} where ${users.email} = ${to})`,
      )
      const continued = {
        ...successor,
        authTime: sql`${sessions.authTime}`,
        expiresAt: sql`${sessions.expiresAt}`,
        idleExpiresAt: sql`min(${successor.idleExpiresAt}, ${sessions.expiresAt})`,
      }
      const [, [user], ended, , , [session]] = await db.batch([
        claimChallenge(db, { id, claim, now, condition: possible }),
        db
          .update(users)
          .set({ email: to, verifiedAt: now, securityVersion: securityVersion + 1, updatedAt: now })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        endSessions(userId, 'email_changed', { now, condition: claimed }),
        supersedeAll(db, { subject: userId, now, condition: claimed }),
        forgiveFailures(db, { subject: userId, purpose: 'change_email' }, claimed),
        insertWhen(
          db,
          sessions,
          continued,
          sql`from ${sessions} where ${sessions.id} = ${callerSid} and ${claimed}`,
        ).returning(),
        insertWhen(db, challenges, undo, sql`where ${claimed}`),
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
        endSessions(userId, 'email_change_undone', { now, condition: claimed }),
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

    /** The address of an account is its owner's: the link mailed to it came back. */
    async verifyEmail({ id, claim, now }: Claim): Promise<string[] | undefined> {
      const claimed = isClaimedBy(id, claim)
      const subject = sql`(select ${challenges.subject} from ${challenges} where ${challenges.id} = ${id})`
      const [won] = await db.batch([
        claimChallenge(db, { id, claim, now, purpose: 'verify_email' }),
        db
          .update(users)
          .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, updatedAt: now })
          .where(and(eq(users.id, subject), claimed)),
      ])
      return won.length === 1 ? [] : undefined
    },
  }
}
