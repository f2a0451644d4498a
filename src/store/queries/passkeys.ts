import { and, desc, eq, or, type SQL } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Database, transaction } from '../database.ts'
import { isEarlierPasskey, isUndoLink, moveOf } from '../pieces/earlier-factors.ts'
import { type Held, isHeld, userOfHeld } from '../pieces/live-session.ts'
import { isPasskeyOf } from '../pieces/passkeys.ts'
import { mayTry, type Waiting } from '../pieces/second-step.ts'
import { repeatable } from '../repetition.ts'
import { type Passkey, passkeys } from '../tables/passkeys.ts'
import { sessions } from '../tables/sessions.ts'

/** Of one user, the newest first. */
export const passkeysOf = (db: Database, userId: SQL<string>, rpId: string) =>
  db.select().from(passkeys).where(isPasskeyOf(userId, rpId)).orderBy(desc(passkeys.id))

/** The passkeys of whoever holds this session, the newest first; undefined when nobody does. */
export const ownPasskeys = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      rpId,
      now,
    }: {
      held: Held
      rpId: string
      now: number
    }): Promise<Passkey[] | undefined> => {
      const at = { now, notBefore }
      const found = await transaction(db, {
        live: db.select({ id: sessions.id }).from(sessions).where(isHeld(held, at)),
        passkeys: passkeysOf(db, userOfHeld(held, at), rpId),
      })
      return found.live.length === 1 ? found.passkeys : undefined
    },
  )

/**
 * Those that may end a sign-in that waits for its second step, or pass that of a link that undoes a move; none when
 * neither waits any more.
 */
export const passkeysOfWaiting = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      waiting,
      maxTries,
      rpId,
      now,
    }: {
      waiting: Waiting
      maxTries: number
      rpId: string
      now: number
    }): Promise<Passkey[]> =>
      db
        .select()
        .from(passkeys)
        .where(
          or(
            and(isPasskeyOf(waiting.userId, rpId), mayTry(waiting, maxTries, { now, notBefore })),
            and(
              eq(passkeys.userId, waiting.userId),
              eq(passkeys.rpId, rpId),
              isEarlierPasskey(moveOf(waiting.id)),
              isUndoLink(waiting, { now, notBefore }),
            ),
          ),
        ),
  )
