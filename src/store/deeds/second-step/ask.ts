import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Factors, factorsOf } from '../../pieces/factors.ts'
import { insertWhen } from '../../pieces/insert-when.ts'
import { givenTry, passTry } from '../../pieces/password-try.ts'
import { repeatable } from '../../repetition.ts'
import { challenges, type NewChallenge } from '../../tables/challenges.ts'
import { users } from '../../tables/users.ts'
import type { ProvenPassword } from '../../pieces/proven-password.ts'

/**
 * After a right password of an account that asks for a second step: the sign-in waits. The password's failures are
 * taken back as for any right password. Answers what the account can prove itself with, or undefined when the
 * account has changed meanwhile.
 */
export const askSecondStep = ({ db }: Connection) =>
  repeatable(
    async ({
      challenge,
      proven: { securityVersion, matched, rehashed, tried },
    }: {
      challenge: NewChallenge
      proven: ProvenPassword
    }): Promise<Factors | undefined> => {
      const userId = challenge.subject
      const isUnchanged = and(
        eq(users.id, userId),
        eq(users.securityVersion, securityVersion),
        isNull(users.disabledAt),
      )
      const asked = sql`exists (select 1 from ${challenges} where ${challenges.id} = ${challenge.id})`
      const {
        factors: [factors],
      } = await transaction(db, {
        challenge: insertWhen(db, challenges, challenge, sql`from ${users} where ${isUnchanged}`),
        ...(rehashed !== undefined && {
          rehashed: db
            .update(users)
            .set({ password: rehashed })
            .where(and(eq(users.id, userId), eq(users.password, matched), asked)),
        }),
        ...passTry(db, givenTry(tried), { userId, condition: asked }),
        factors: db.select(factorsOf(userId)).from(challenges).where(eq(challenges.id, challenge.id)),
      })
      return factors
    },
  )
