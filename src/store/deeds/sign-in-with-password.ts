import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { places, prepareTransaction, valuesOf } from '../database.ts'
import { type Device, deviceList } from '../pieces/account-proof.ts'
import { ids } from '../pieces/end-sessions.ts'
import { isOpened, openSignIn, sessionPlaces } from '../pieces/open-session.ts'
import { givenTry, passTry } from '../pieces/password-try.ts'
import type { ProvenPassword } from '../pieces/proven-password.ts'
import { type Line, linePlaces } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { type NewSession, sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

/**
 * Opens a session for a password just proven, provided nothing has changed about the account since.
 * Takes the failures back, and replaces an outdated hash unless another sign-in has done that. Answers the
 * ids of the sessions that ended and whether the owner is to be told, or undefined when nothing was opened.
 */
export function signInWithPassword({ d1, db, notBefore }: Connection) {
  const run = prepareTransaction(d1, () => {
    const session = sessionPlaces()
    const given = places('securityVersion', 'matched', 'hash', 'max', 'devices', 'earlierSid', 'now')
    const right = places('subject', 'name', 'networks', 'reservedAt')
    const { id, userId } = session
    const isUnchanged = and(
      eq(users.id, userId),
      eq(users.securityVersion, given.securityVersion),
      isNull(users.disabledAt),
    )
    const opening = openSignIn(db, {
      session,
      source: { from: sql`from ${users}`, where: isUnchanged },
      others: { beyond: given.max },
      line: linePlaces(),
      devices: given.devices,
      earlierSid: given.earlierSid,
      at: { now: given.now, notBefore },
    })
    const opened = isOpened(id)
    return {
      ...opening.opened,
      // A row that stays as it is is not written: each one costs.
      rehashed: db
        .update(users)
        .set({ password: given.hash })
        .where(
          and(
            eq(users.id, userId),
            eq(users.password, given.matched),
            ne(users.password, given.hash),
            opened,
          ),
        ),
      user: db.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, id)),
      ...passTry(db, right, { userId, condition: opened }),
      ended: opening.ended,
      earlier: opening.earlier,
    }
  })
  return repeatable(
    async ({
      session,
      max,
      devices,
      earlierSid,
      line,
      now,
      proven: { securityVersion, matched, rehashed, tried },
    }: {
      session: Required<NewSession>
      max: number
      devices: readonly Device[]
      earlierSid: string | undefined
      line: Line
      now: number
      proven: ProvenPassword
    }): Promise<{ ended: string[]; isTold: boolean } | undefined> => {
      const hash = rehashed ?? matched
      const { user, ended, earlier, told } = await run({
        ...session,
        ...givenTry(tried),
        ...valuesOf('line', line),
        securityVersion,
        matched,
        hash,
        max,
        devices: deviceList(devices),
        earlierSid: earlierSid ?? null,
        now,
      })
      return user.length === 1
        ? { ended: ids([...ended, ...earlier] as { id: string }[]), isTold: told.length === 1 }
        : undefined
    },
  )
}
