import { eq, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type User, users } from '../tables/users.ts'
import {
  type Budget,
  isFree,
  listOf,
  previousChangedOne,
  readBudgets,
  spentUntil,
  takeAll,
} from './budgets.ts'
import type { Liveness } from './live-session.ts'
import { knownDevice } from './password-failures.ts'
import type { Found, Wanted } from './reserve-try.ts'
import { countTry, readWaiting, type Waiting } from './second-step.ts'

export type WantedTry = Omit<Wanted, 'name'> & {
  waiting: Waiting
  networks: readonly Budget[]
  maxTries: number
}

/** Whether a proof that nobody can guess may be tried. `counted` are the budgets that it was counted in. */
export type TryOutcome =
  { user: User; counted: readonly Budget[] } | { refused: 'human' } | { refused: 'client'; until: number }

/**
 * A try of a sign-in that waits, with a proof that nobody can guess. It needs no budget of the account, and so nobody
 * can lock the owner out who has lost the other factor. The sign-in has its few tries, and the client its failed
 * sign-ins.
 */
export function trySecondStep(
  db: Database,
  { waiting, networks, maxTries, devices, human, now }: WantedTry,
  at: Liveness,
) {
  const isAccount = sql`${users.id} = ${waiting.userId}`
  const known = knownDevice(JSON.stringify(devices), isAccount, { now })
  const list = listOf(networks, now)
  const isAdmitted = sql`(${known} is not null or ${human === 'shown'} or ${isFree(list, now)})`
  return {
    signIn: readWaiting(db, waiting, maxTries, at),
    tried: countTry(db, waiting, { maxTries, at, condition: isAdmitted }),
    client: takeAll(db, now, {
      list,
      condition: sql`${previousChangedOne} and ${known} is null`,
    }).returning(),
    spent: readBudgets(db, list),
    user: db.select().from(users).where(eq(users.id, waiting.userId)),
  }
}

/** Undefined when the sign-in does not wait any more. */
export function outcomeOfTry(
  found: { signIn: unknown[]; tried: unknown[]; client: unknown[]; spent: Found['spent']; user: User[] },
  { networks, human, now }: Pick<WantedTry, 'networks' | 'human' | 'now'>,
): TryOutcome | undefined {
  const [user] = found.user
  if (!user || found.signIn.length === 0) return undefined
  if (found.tried.length > 0) return { user, counted: found.client.length > 0 ? networks : [] }
  return human === 'missing'
    ? { refused: 'human' }
    : { refused: 'client', until: spentUntil(found.spent, networks, now) ?? now + 1_000 }
}
