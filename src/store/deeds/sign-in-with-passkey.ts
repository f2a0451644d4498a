import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Device, deviceList } from '../pieces/account-proof.ts'
import { type Budget, spentUntil } from '../pieces/budgets.ts'
import { isClaimed } from '../pieces/challenge.ts'
import { countClient, isClientFree, listOf, readClient, uncountClient } from '../pieces/client-failures.ts'
import { ids } from '../pieces/end-sessions.ts'
import { openSignIn } from '../pieces/open-session.ts'
import { isCredential } from '../pieces/passkeys.ts'
import { knownDevice } from '../pieces/password-failures.ts'
import type { Wanted } from '../pieces/reserve-try.ts'
import { forgiveCodes, spend, usedBy } from '../pieces/spend-factor.ts'
import { isUsable, type UsedPasskey } from '../pieces/spend-passkey.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { type Passkey, passkeys } from '../tables/passkeys.ts'
import type { NewSession } from '../tables/sessions.ts'
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
export const findPasskey = ({ db }: Connection) =>
  onlyOnce(
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
      const isThis = isCredential(credentialId, rpId)
      const isOwner = sql`${users.id} = (select ${passkeys.userId} from ${passkeys} where ${isThis})`
      const known = knownDevice(JSON.stringify(devices), isOwner, { now })
      const list = listOf(networks)
      const condition = sql`${known} is null and (${human === 'shown'} or ${isClientFree(list, now)})`
      const found = await transaction(db, {
        client: countClient(db, list, { condition, now }).returning(),
        spent: readClient(db, list),
        passkey: db.select().from(passkeys).where(isThis),
        user: db.select().from(users).where(isOwner),
        device: db
          .select({ known: sql<string | null>`${known}` })
          .from(users)
          .where(isOwner),
      })
      const [[passkey], [user]] = [found.passkey, found.user]
      const owner = passkey && user && { passkey, user }
      if (found.device[0]?.known) return { owner, counted: [] }
      if (found.client.length > 0) return { owner, counted: networks }
      return human === 'missing'
        ? { refused: 'human' }
        : { refused: 'client', until: spentUntil(found.spent, networks, now) ?? now + 1_000 }
    },
  )

/** Opens a session for a passkey: its challenge is spent, and its counter goes on. Undefined when another request was first, or the account has changed. Of an account that is being deleted it opens none, and the passkey counts as used all the same. */
export const signInWithPasskey = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      used,
      counted: networks,
      session,
      max,
      devices,
      now,
      earlierSid,
    }: {
      used: UsedPasskey
      /** The budgets by client that it was counted in. */
      counted: readonly Budget[]
      session: NewSession
      max: number
      devices: readonly Device[]
      now: number
      /** The session that the browser had before: it ends. */
      earlierSid: string | undefined
    }): Promise<{ user: User; ended: string[]; isTold: boolean } | undefined> => {
      const { userId } = session
      const isOpen = and(eq(users.id, userId), isNull(users.disabledAt))
      const isGood = sql`exists (select 1 from ${users} where ${isOpen})`
      const condition = isClaimed(used.challenge)
      const opening = openSignIn(db, {
        session,
        source: { where: condition },
        others: { beyond: max },
        devices: deviceList(devices),
        earlierSid,
        at: { now, notBefore },
      })
      const { user, ended, earlier, told } = await transaction(db, {
        uncounted: uncountClient(db, listOf(networks), {
          condition: sql`${isUsable(used, userId)} and ${isGood}`,
          reservedAt: now,
        }),
        ...spend(db, used, { userId, condition: isGood, now }),
        ...opening.opened,
        user: db
          .update(users)
          .set({ lastLoginAt: now, ...usedBy(used, now) })
          .where(and(eq(users.id, userId), condition))
          .returning(),
        ...forgiveCodes(db, used, { userId, condition }),
        ended: opening.ended,
        earlier: opening.earlier,
      })
      const [owner] = user
      return owner && { user: owner, ended: ids([...ended, ...earlier]), isTold: told.length === 1 }
    },
  )
