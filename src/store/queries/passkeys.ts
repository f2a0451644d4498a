import { and, desc, eq } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { isLive, userOfLive } from '../pieces/live-session.ts'
import { isPasskeyOf } from '../pieces/passkeys.ts'
import { mayTry, type Waiting } from '../pieces/second-step.ts'
import { repeatable } from '../repetition.ts'
import { type Passkey, passkeys } from '../tables/passkeys.ts'
import { sessions } from '../tables/sessions.ts'

/** The passkeys of whoever has this live session, the newest first; undefined when it is not alive. */
export const ownPasskeys = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      rpId,
      now,
    }: {
      sid: string
      rpId: string
      now: number
    }): Promise<Passkey[] | undefined> => {
      const at = { now, notBefore }
      const found = await transaction(db, {
        live: db
          .select({ id: sessions.id })
          .from(sessions)
          .where(and(eq(sessions.id, sid), isLive(at))),
        passkeys: db
          .select()
          .from(passkeys)
          .where(isPasskeyOf(userOfLive(sid, at), rpId))
          .orderBy(desc(passkeys.id)),
      })
      return found.live.length === 1 ? found.passkeys : undefined
    },
  )

/** Those that may end a sign-in that waits for its second step; none when it does not wait any more. */
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
        .where(and(isPasskeyOf(waiting.userId, rpId), mayTry(waiting, maxTries, { now, notBefore }))),
  )
