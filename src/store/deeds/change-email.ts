import { and, eq, isNotNull, ne, not, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, forgive } from '../pieces/budgets.ts'
import { type Claim, claimChallenge, isClaimed, supersede } from '../pieces/challenge.ts'
import { ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { sessionIsLive } from '../pieces/live-session.ts'
import { openSession } from '../pieces/open-session.ts'
import { isOwned, yielding } from '../pieces/owner.ts'
import type { Line } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type NewChallenge, type Purpose } from '../tables/challenges.ts'
import { type NewSession, type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

type Given = {
  claim: Claim
  failures: readonly Budget[]
  change: { userId: string; from: string; to: string; securityVersion: number }
  callerSid: string
  /** What the caller's session goes on as, with its moment of signing in and its absolute end. */
  successor: NewSession
  line: Line
  /** The link for the old address. */
  undo: NewChallenge
  /** Names of both addresses in the ledger: what was begun for them ends. */
  addressSubjects: readonly string[]
  surviving: readonly Purpose[]
}

/**
 * Moves a verified account to another address, provided nobody else owns that, and the account is still as it
 * was when the change was asked for. An unverified account that holds the address yields. Every session ends,
 * the caller's goes on as `successor`.
 */
export const changeEmail = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      claim,
      failures,
      change: { userId, from, to, securityVersion },
      callerSid,
      successor,
      line,
      undo,
      addressSubjects,
      surviving,
    }: Given): Promise<{ user: User; session: Session; ended: string[] } | undefined> => {
      const { now } = claim
      const claimed = isClaimed(claim)
      const isUnchanged = and(
        eq(users.id, userId),
        eq(users.email, from),
        eq(users.securityVersion, securityVersion),
        isNotNull(users.verifiedAt),
      )
      const isPossible = and(
        sql`exists (select 1 from ${users} where ${isUnchanged})`,
        sessionIsLive(callerSid, { now, notBefore }),
        not(isOwned(to, { now, notBefore, than: userId })),
      )
      const opening = openSession(db, {
        session: {
          ...successor,
          beganAt: sql`${sessions.beganAt}`,
          authTime: sql`${sessions.authTime}`,
          authMethods: sql`${sessions.authMethods}`,
          methods: sql`${sessions.methods}`,
          passkeyId: sql`${sessions.passkeyId}`,
          authPasskeyId: sql`${sessions.authPasskeyId}`,
          secondStep: sql`${sessions.secondStep}`,
          device: sql`${sessions.device}`,
          country: sql`${sessions.country}`,
          expiresAt: sql`${sessions.expiresAt}`,
          idleExpiresAt: sql`min(${successor.idleExpiresAt}, ${sessions.expiresAt})`,
        },
        source: { from: sql`from ${sessions}`, where: sql`${sessions.id} = ${callerSid} and ${claimed}` },
        kind: 'continuation',
        others: { all: 'email_changed' },
        line,
        at: { now, notBefore },
      })
      const {
        user: [user],
        opened: [session],
        ended,
        gone,
      } = await transaction(db, {
        claimed: claimChallenge({ db, notBefore }, claim, isPossible),
        ...erase(db, {
          userId: yielding(to, ne(users.id, userId)),
          by: claim.claim,
          now,
          condition: claimed,
        }),
        user: db
          .update(users)
          .set({ email: to, verifiedAt: now, securityVersion: securityVersion + 1, updatedAt: now })
          .where(and(eq(users.id, userId), claimed))
          .returning(),
        session: opening.session,
        line: opening.line,
        ended: opening.ended,
        superseded: supersede(db, {
          subject: [userId, ...addressSubjects],
          which: { allBut: surviving },
          now,
          condition: claimed,
        }),
        forgiven: forgive(db, failures, claimed),
        undo: insertWhen(db, challenges, { ...undo, since: beganAt(callerSid) }, sql`where ${claimed}`),
        opened: db.select().from(sessions).where(eq(sessions.id, successor.id)),
      })
      return user && session && { user, session, ended: [...ids(gone), ...ids(ended)] }
    },
  )

/** When the session began that has moved the account: a reclaim leaves nothing of what was added since. */
const beganAt = (sid: string) =>
  sql`(select ${sessions.beganAt} from ${sessions} where ${sessions.id} = ${sid})`
