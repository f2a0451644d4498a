import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Claim, claimChallenge, isClaimable, isClaimed, supersede } from '../pieces/challenge.ts'
import { ids } from '../pieces/end-sessions.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { openSession } from '../pieces/open-session.ts'
import { forgiveFailures } from '../pieces/password-failures.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import type { NewSession } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

type Given = {
  claim: Claim
  user: User
  /** The address has an unverified account, which becomes the prover's: it has the id of `user`. */
  takeOver: boolean
  session: NewSession
  surviving: readonly Purpose[]
}

/**
 * Makes a verified account for a proven mailbox, or makes an unverified one the prover's: whoever opened
 * that never proved the address, so their password, profile, sessions and codes end (pre-account hijack).
 * The account comes first and the claim depends on it: when somebody else has got the address meanwhile,
 * the proof stays good. Answers the ids of the sessions that ended.
 */
export const createAccount = ({ db, notBefore }: Connection) =>
  repeatable(async ({ claim, user, takeOver, session, surviving }: Given): Promise<string[] | undefined> => {
    const { now } = claim
    const isRight = sql`exists (select 1 from ${challenges} where ${isClaimable(claim, notBefore)})`
    const isOurs = and(eq(users.id, user.id), eq(users.changedBy, claim.claim))
    const claimed = isClaimed(claim)
    const { role: _granted, createdAt: _kept, securityVersion: _next, ...replaced } = user
    const opening = openSession(db, {
      session,
      source: sql`where ${claimed}`,
      others: { all: 'account_taken_over' },
      at: { now, notBefore },
    })
    const outcome = await transaction(db, {
      account: takeOver
        ? db
            .update(users)
            .set({
              ...replaced,
              changedBy: claim.claim,
              securityVersion: sql`${users.securityVersion} + 1`,
            })
            .where(and(eq(users.id, user.id), isNull(users.verifiedAt), isNull(users.disabledAt), isRight))
        : insertWhen(db, users, { ...user, changedBy: claim.claim }, sql`where ${isRight}`),
      claimed: claimChallenge({ db, notBefore }, claim, sql`exists (select 1 from ${users} where ${isOurs})`),
      session: opening.session,
      ended: opening.ended,
      superseded: supersede(db, {
        subject: user.id,
        which: { allBut: surviving },
        now,
        condition: claimed,
      }),
      forgiven: forgiveFailures(db, user.id, claimed),
    })
    return outcome.claimed.length === 1 ? ids(outcome.ended) : undefined
  })
