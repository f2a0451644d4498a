import { and, eq, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Claim, claimChallenge, isClaimed } from '../pieces/challenge.ts'
import { repeatable } from '../repetition.ts'
import { challenges } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

/** Confirms the address of an account: the link that was mailed to it came back. */
export const verifyEmail = ({ db, notBefore }: Connection) =>
  repeatable(async (claim: Claim): Promise<{ userId: string } | undefined> => {
    const { id, now } = claim
    const subject = sql`(select ${challenges.subject} from ${challenges} where ${challenges.id} = ${id})`
    const { user } = await transaction(db, {
      claimed: claimChallenge({ db, notBefore }, claim),
      user: db
        .update(users)
        .set({ verifiedAt: sql`coalesce(${users.verifiedAt}, ${now})`, updatedAt: now })
        .where(and(eq(users.id, subject), isClaimed(claim)))
        .returning({ userId: users.id }),
    })
    return user[0]
  })
