import { and, eq } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Held, userOfHeld } from '../../pieces/live-session.ts'
import { isCredential } from '../../pieces/passkeys.ts'
import { outcomeOfTry, type TryOutcome, trySecondStep, type WantedTry } from '../../pieces/second-step-try.ts'
import { onlyOnce, repeatable } from '../../repetition.ts'
import { type Passkey, passkeys } from '../../tables/passkeys.ts'
import { type User, users } from '../../tables/users.ts'

type Named = { credentialId: string; rpId: string }

/** Looks up the passkey of whoever is signing in. That of somebody else is not found. */
export const reservePasskeyBySignIn = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      credentialId,
      rpId,
      ...wanted
    }: WantedTry & Named): Promise<{ outcome: TryOutcome; passkey: Passkey | undefined } | undefined> => {
      const isTheirs = and(isCredential(credentialId, rpId), eq(passkeys.userId, wanted.waiting.userId))
      const { passkey, ...found } = await transaction(db, {
        ...trySecondStep(db, wanted, { now: wanted.now, notBefore }),
        passkey: db.select().from(passkeys).where(isTheirs),
      })
      const outcome = outcomeOfTry(found, wanted)
      return outcome && { outcome, passkey: passkey[0] }
    },
  )

/** The same for the user of a session that is held; undefined when nobody holds it. */
export const findPasskeyBySession = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      credentialId,
      rpId,
      now,
    }: Named & { held: Held; now: number }): Promise<
      { user: User; passkey: Passkey | undefined } | undefined
    > => {
      const userId = userOfHeld(held, { now, notBefore })
      const found = await transaction(db, {
        passkey: db
          .select()
          .from(passkeys)
          .where(and(isCredential(credentialId, rpId), eq(passkeys.userId, userId))),
        user: db.select().from(users).where(eq(users.id, userId)),
      })
      const [user] = found.user
      return user && { user, passkey: found.passkey[0] }
    },
  )
