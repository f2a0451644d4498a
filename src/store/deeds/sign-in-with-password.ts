import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { places, prepareTransaction, valuesOf } from '../database.ts'
import { deviceList } from '../pieces/account-proof.ts'
import { isOpened, openSignIn, sessionPlaces, type ToOpen } from '../pieces/open-session.ts'
import { givenTry, passTry } from '../pieces/password-try.ts'
import type { ProvenPassword } from '../pieces/proven-password.ts'
import { type SignedIn, signedInThere } from '../pieces/signed-in.ts'
import { linePlaces } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import type { NewSession } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'

type Given = ToOpen & { session: Required<NewSession>; now: number; proven: ProvenPassword }

/**
 * Opens a session for a password just proven, provided nothing has changed about the account since.
 * Takes the failures back, and replaces an outdated hash unless another sign-in has done that. Undefined when nothing
 * was opened.
 */
export function signInWithPassword(connection: Connection) {
  const runs = { same: prepare(connection, 'same'), anew: prepare(connection, 'anew') }
  return repeatable(
    async ({
      session,
      max,
      devices,
      earlierSid,
      line,
      now,
      proven: { securityVersion, matched, rehashed, tried },
    }: Given): Promise<SignedIn | undefined> => {
      const run = runs[rehashed === undefined ? 'same' : 'anew']
      const done = await run({
        ...session,
        ...givenTry(tried),
        ...valuesOf('line', line),
        securityVersion,
        matched,
        hash: rehashed ?? matched,
        max,
        devices: deviceList(devices),
        earlierSid: earlierSid ?? null,
        now,
      })
      return signedInThere(done)
    },
  )
}

/** Only a hash that was made anew is written. */
function prepare({ d1, db, notBefore }: Connection, hashing: 'same' | 'anew') {
  return prepareTransaction(d1, () => {
    const session = sessionPlaces()
    const given = places('securityVersion', 'matched', 'hash', 'max', 'devices', 'earlierSid', 'now')
    const right = places('subject', 'name', 'networks', 'reservedAt')
    const { id, userId } = session
    const isUnchanged = and(
      eq(users.id, userId),
      eq(users.securityVersion, given.securityVersion),
      isNull(users.disabledAt),
    )
    const opened = isOpened(id)
    const opening = openSignIn(db, {
      session,
      source: { from: sql`from ${users}`, where: isUnchanged },
      others: { beyond: given.max },
      done: opened,
      line: linePlaces(),
      devices: given.devices,
      earlierSid: given.earlierSid,
      at: { now: given.now, notBefore },
    })
    const rehashed = db
      .update(users)
      .set({ password: given.hash })
      .where(and(eq(users.id, userId), eq(users.password, given.matched), opened))
    return {
      ...opening.opened,
      rehashed: hashing === 'anew' ? rehashed : undefined,
      owner: opening.owner,
      ...passTry(db, right, { userId, condition: opened }),
      ended: opening.ended,
    }
  })
}
