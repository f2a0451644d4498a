import { and, eq, inArray } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { isUnusedCodeOf } from '../../pieces/factors.ts'
import { type Held, userOfHeld } from '../../pieces/live-session.ts'
import { outcomeOfTry, type TryOutcome, trySecondStep, type WantedTry } from '../../pieces/second-step-try.ts'
import { onlyOnce, repeatable } from '../../repetition.ts'
import { recoveryCodes } from '../../tables/recovery-codes.ts'
import { type User, users } from '../../tables/users.ts'

type Reserved = { outcome: TryOutcome; mac: string | undefined }

/** Looks a recovery code up, of 80 random bits. */
export const reserveRecoveryCodeBySignIn = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({ macs, ...wanted }: WantedTry & { macs: readonly string[] }): Promise<Reserved | undefined> => {
      const { code, ...found } = await transaction(db, {
        ...trySecondStep(db, wanted, { now: wanted.now, notBefore }),
        code: findCode(db, wanted.waiting.userId, macs),
      })
      const outcome = outcomeOfTry(found, wanted)
      return outcome && { outcome, mac: code[0]?.mac }
    },
  )

/** The same for the user of a session that is held; undefined when nobody holds it. */
export const findRecoveryCodeBySession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      macs,
      now,
    }: {
      held: Held
      macs: readonly string[]
      now: number
    }): Promise<{ user: User; mac: string | undefined } | undefined> => {
      const userId = userOfHeld(held, { now, notBefore })
      const found = await transaction(db, {
        code: findCode(db, userId, macs),
        user: db.select().from(users).where(eq(users.id, userId)),
      })
      const [user] = found.user
      return user && { user, mac: found.code[0]?.mac }
    },
  )

const findCode = (
  db: Connection['db'],
  userId: Parameters<typeof isUnusedCodeOf>[0],
  macs: readonly string[],
) =>
  db
    .select({ mac: recoveryCodes.mac })
    .from(recoveryCodes)
    .where(and(isUnusedCodeOf(userId), inArray(recoveryCodes.mac, [...macs])))
