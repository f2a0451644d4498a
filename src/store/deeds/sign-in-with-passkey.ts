import { and, eq, getTableColumns, isNotNull, isNull, not, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { places, placesOf, prepareTransaction, rowsOf, valuesOf } from '../database.ts'
import { type Device, deviceList } from '../pieces/account-proof.ts'
import { type Budget, giveBack, isFree, listOf, readBudgets, spentUntil, takeAll } from '../pieces/budgets.ts'
import { isClaimed } from '../pieces/challenge.ts'
import { openSignIn, sessionPlaces } from '../pieces/open-session.ts'
import { isCredential } from '../pieces/passkeys.ts'
import { forgiveSecondSteps, knownDevice } from '../pieces/password-failures.ts'
import type { Wanted } from '../pieces/reserve-try.ts'
import { type SignedIn, signedInThere } from '../pieces/signed-in.ts'
import { noteUse } from '../pieces/spend-factor.ts'
import { isUsable, spendPasskey, type UsedPasskey } from '../pieces/spend-passkey.ts'
import { type Line, linePlaces } from '../pieces/write-event.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { budgets } from '../tables/budgets.ts'
import { type Passkey, passkeys } from '../tables/passkeys.ts'
import type { Session } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

type Found =
  | { owner: { passkey: Passkey; user: User } | undefined; counted: readonly Budget[] }
  | { refused: 'human' }
  | { refused: 'client'; until: number }

/**
 * Looks a passkey up by the id that its authenticator gave it. The client's failed sign-ins are counted before
 * anybody compares, unless the device is known to the account: of an account nothing is counted, since nobody
 * guesses a signature, and so nobody can lock the owner out.
 */
export function findPasskey({ d1, db }: Connection) {
  const run = prepareTransaction(d1, () => {
    const given = places('credentialId', 'rpId', 'networks', 'devices', 'shown', 'now')
    const { networks, now } = given
    const isThis = isCredential(given.credentialId, given.rpId)
    const isOwner = sql`${users.id} = (select ${passkeys.userId} from ${passkeys} where ${isThis})`
    const known = knownDevice(given.devices, isOwner, { now })
    const condition = sql`${known} is null and (${given.shown} or ${isFree(networks, now)})`
    return {
      client: takeAll(db, now, { list: networks, condition }).returning(),
      spent: readBudgets(db, networks),
      passkey: db.select().from(passkeys).where(isThis),
      user: db
        .select({ ...getTableColumns(users), device: sql<string | null>`${known}`.as('device') })
        .from(users)
        .where(isOwner),
    }
  })
  return onlyOnce(
    async ({
      credentialId,
      rpId,
      networks,
      devices,
      human,
      now,
    }: Omit<Wanted, 'name'> & {
      credentialId: string
      rpId: string
      networks: readonly Budget[]
    }): Promise<Found> => {
      const { client, spent, ...found } = await run({
        credentialId,
        rpId,
        networks: listOf(networks, now),
        devices: JSON.stringify(devices),
        shown: human === 'shown',
        now,
      })
      const [passkey] = rowsOf(passkeys, found.passkey)
      const [user] = rowsOf(users, found.user)
      const owner = passkey && user && { passkey, user }
      if (found.user[0]?.['device']) return { owner, counted: [] }
      if (client.length > 0) return { owner, counted: networks }
      return human === 'missing'
        ? { refused: 'human' }
        : {
            refused: 'client',
            until: spentUntil(rowsOf(budgets, spent), networks, now) ?? now + 1_000,
          }
    },
  )
}

/**
 * Opens a session for a passkey: its challenge is spent, and its counter goes on. Undefined when another request was
 * first, or the account has changed. Of an account that is being deleted it opens none, and the passkey counts as used
 * all the same.
 */
export function signInWithPasskey({ d1, db, notBefore }: Connection) {
  const run = prepareTransaction(d1, () => {
    const session = sessionPlaces()
    const { networks, max, devices, earlierSid, now } = places(
      ...(['networks', 'max', 'devices', 'earlierSid', 'now'] as const),
    )
    const used = {
      kind: 'passkey',
      ...placesOf('used', 'id', 'signCount', 'backedUp'),
      challenge: placesOf('challenge', 'id', 'expiresAt', 'claim'),
    } as const
    const { userId } = session
    const isOpen = and(eq(users.id, userId), isNull(users.disabledAt))
    const isGood = sql`exists (select 1 from ${users} where ${isOpen})`
    const condition = isClaimed(used.challenge)
    const isDeleting = sql`exists (select 1 from ${users} where ${and(isOpen, isNotNull(users.deletesAt))})`
    const opening = openSignIn(db, {
      session,
      source: { where: condition },
      others: { beyond: max },
      done: condition,
      line: linePlaces(),
      otherwise: [
        { line: linePlaces('deleting'), condition: sql`${condition} and ${isDeleting}` },
        { line: linePlaces('refused'), condition: not(condition) },
      ],
      devices,
      earlierSid,
      at: { now, notBefore },
    })
    return {
      uncounted: giveBack(db, networks, sql`${isUsable(used, userId)} and ${isGood}`),
      ...spendPasskey(db, used, { userId, condition: isGood, now }),
      ...opening.opened,
      used: noteUse(db, used, { userId, condition, now }),
      owner: opening.owner,
      forgiven: forgiveSecondSteps(db, userId, condition),
      ended: opening.ended,
    }
  })
  return repeatable(
    async ({
      used: { challenge, ...used },
      counted,
      session,
      max,
      devices,
      now,
      earlierSid,
      line,
      refused,
    }: {
      used: UsedPasskey
      /** The budgets by client that it was counted in. */
      counted: readonly Budget[]
      session: Session
      max: number
      devices: readonly Device[]
      now: number
      /** The session that the browser had before: it ends. */
      earlierSid: string | undefined
      line: Line
      /** Its lines where the account is being deleted, and where nothing was done. */
      refused: { deleting: Line; used: Line }
    }): Promise<SignedIn | undefined> => {
      const done = await run({
        ...session,
        ...valuesOf('used', used),
        ...valuesOf('challenge', challenge),
        ...valuesOf('line', line),
        ...valuesOf('deleting', refused.deleting),
        ...valuesOf('refused', refused.used),
        networks: listOf(counted, now),
        max,
        devices: deviceList(devices),
        earlierSid: earlierSid ?? null,
        now,
      })
      return signedInThere(done)
    },
  )
}
