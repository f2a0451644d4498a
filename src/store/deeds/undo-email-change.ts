import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Claim, claimChallenge, isClaimed, isGood, supersede } from '../pieces/challenge.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

type Given = { claim: Claim; userId: string; email: string; surviving: readonly Purpose[] }

/**
 * Gives an account back to the address it was moved away from, whatever it has been moved to since. Undo
 * links of later moves end, those of earlier ones stay: the older an address, the better its claim.
 */
export const undoEmailChange = ({ db, notBefore }: Connection) =>
  repeatable(async ({ claim, userId, email, surviving }: Given): Promise<string[] | undefined> => {
    const { id, now } = claim
    const claimed = isClaimed(claim)
    const isFree = sql`not exists (select 1 from ${users} where ${users.email} = ${email} and ${users.id} <> ${userId})`
    const isLater = sql`${challenges.createdAt} > (select this.created_at from ${challenges} as this where this.id = ${id})`
    const outcome = await transaction(db, {
      claimed: claimChallenge({ db, notBefore }, claim, isFree),
      user: db
        .update(users)
        .set({ email, verifiedAt: now, securityVersion: sql`${users.securityVersion} + 1`, updatedAt: now })
        .where(and(eq(users.id, userId), claimed)),
      ended: endSessions(db, {
        userId,
        reason: 'email_change_undone',
        by: claim.claim,
        now,
        condition: claimed,
      }),
      superseded: supersede(db, { subject: userId, which: { allBut: surviving }, now, condition: claimed }),
      laterUndos: db
        .update(challenges)
        .set({ supersededAt: now })
        .where(
          and(
            eq(challenges.subject, userId),
            eq(challenges.purpose, claim.purpose),
            isGood({ now, notBefore }),
            isLater,
            claimed,
          ),
        ),
    })
    return outcome.claimed.length === 1 ? ids(outcome.ended) : undefined
  })
