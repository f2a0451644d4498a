import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Budget, spentUntil } from '../../pieces/budgets.ts'
import { countClient, isClientFree, listOf, readClient } from '../../pieces/client-failures.ts'
import { isUnusedCodeOf } from '../../pieces/factors.ts'
import { userOfLive } from '../../pieces/live-session.ts'
import { knownDevice } from '../../pieces/password-failures.ts'
import type { Wanted } from '../../pieces/reserve-try.ts'
import { countTry, readWaiting, type Waiting } from '../../pieces/second-step.ts'
import { onlyOnce } from '../../repetition.ts'
import { recoveryCodes } from '../../tables/recovery-codes.ts'
import { type User, users } from '../../tables/users.ts'

type Reserved =
  | { user: User; mac: string | undefined; counted: readonly Budget[] }
  | { refused: 'human' }
  | { refused: 'client'; until: number }

/**
 * Looks a recovery code up. 80 random bits need no budget of the account, and so nobody can lock the owner out who
 * has lost the other factor. A sign-in that waits has its few tries, and the client its failed sign-ins.
 */
export const reserveRecoveryCodeBySignIn = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      waiting,
      macs,
      networks,
      maxTries,
      devices,
      human,
      now,
    }: Omit<Wanted, 'name'> & {
      waiting: Waiting
      macs: readonly string[]
      networks: readonly Budget[]
      maxTries: number
    }): Promise<Reserved | undefined> => {
      const { userId } = waiting
      const at = { now, notBefore }
      const isAccount = sql`${users.id} = ${userId}`
      const known = knownDevice(JSON.stringify(devices), isAccount, { now })
      const isFree = sql`(${known} is not null or ${human === 'shown'} or ${isClientFree(listOf(networks), now)})`
      const found = await transaction(db, {
        signIn: readWaiting(db, waiting, maxTries, at),
        tried: countTry(db, waiting, { maxTries, at, condition: isFree }),
        client: countClient(db, listOf(networks), { condition: sql`${known} is null`, now }).returning(),
        spent: readClient(db, listOf(networks)),
        code: findCode(db, userId, macs),
        user: db.select().from(users).where(eq(users.id, userId)),
      })
      const [user] = found.user
      if (!user || found.signIn.length === 0) return undefined
      if (found.tried.length === 0)
        return human === 'missing'
          ? { refused: 'human' }
          : { refused: 'client', until: spentUntil(found.spent, networks, now) ?? now + 1_000 }
      const counted = found.client.length > 0 ? networks : []
      return { user, mac: found.code[0]?.mac, counted }
    },
  )

/** The same for the user of a live session; undefined when it is not alive. */
export const findRecoveryCodeBySession = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      sid,
      macs,
      now,
    }: {
      sid: string
      macs: readonly string[]
      now: number
    }): Promise<{ user: User; mac: string | undefined } | undefined> => {
      const userId = userOfLive(sid, { now, notBefore })
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
