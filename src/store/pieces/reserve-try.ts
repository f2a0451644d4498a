import { type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { users } from '../tables/users.ts'
import { type Budget, isFree, previousChangedOne, readBudgets, spentUntil, takeAll } from './budgets.ts'
import {
  type Counted,
  FAILURES_TO_DISABLE,
  FREE_FAILURES,
  isDeviceSubject,
  isKept,
  knownDevice,
  readFailures,
  takePlace,
} from './password-failures.ts'
import type { Try } from './password-try.ts'

/** Whether the sender has passed a check for humans: nobody is asked where none is set up. */
export type Humanity = 'unasked' | 'shown' | 'missing'

/** A try that wants to be admitted. */
export type Wanted = {
  /** A random name. */
  name: string
  /** Devices by the tokens that were sent. */
  devices: readonly { userId: string; epoch: number; device: string }[]
  human: Humanity
  now: number
}

/** Whether a try was admitted. */
export type Outcome =
  | { taken: Try }
  /** `disabled`: only a reset helps. `busy`: others are being compared, and may turn out to be right. */
  | { refused: 'disabled' | 'human' | 'busy' }
  | { refused: 'waiting' | 'client'; until: number }

/** Whose failures a try counts with: a stranger's unless a device is known to the account. */
export type About = {
  isAccount: SQL
  stranger: SQL<string>
  networks: Given<string>
  counted?: Counted
  /** What has to hold besides. */
  condition?: SQL
}

/** A try, as the statements have it. */
export type GivenWanted = {
  name: Given<string>
  devices: Given<string>
  human: Given<boolean>
  shown: Given<boolean>
  now: Given<number>
}

/** One transaction: takes a place and counts the client, or says why not. */
export const reserveTry = (
  db: Database,
  { isAccount, stranger, networks, counted = '', condition = sql`true` }: About,
  { name, devices, human, shown, now }: GivenWanted,
) => {
  const known = knownDevice(devices, isAccount, { counted, now })
  const subject = sql`coalesce(${known}, ${stranger})`
  const isAllowed = sql`(${known} is not null or ${shown} or ${isFree(networks, now)}) and ${condition}`
  return {
    taken: takePlace(db, { subject, name }, { human, isAllowed, now }),
    // A known device is not counted by client: strangers behind the same address must not shut it out.
    client: takeAll(db, now, {
      list: networks,
      condition: sql`${previousChangedOne} and ${isKept({ subject: stranger, name })}`,
    }),
    state: readFailures(db, subject),
    spent: readBudgets(db, networks),
    account: db.select().from(users).where(isAccount),
  }
}

export type Found = {
  taken: { subject: string }[]
  state: { subject: string; failures: number; blockedUntil: number }[]
  spent: { owner: string; counts: string }[]
}

export function outcomeOf(
  { taken: [taken], state: [state], spent }: Found,
  { name, human, now }: Wanted,
  networks: readonly Budget[],
): Outcome {
  if (taken) {
    const [, device] = taken.subject.split('/')
    const counted = device === undefined ? networks : []
    return { taken: { ...taken, name, device, networks: counted, reservedAt: now } }
  }
  const clientUntil = state && isDeviceSubject(state.subject) ? undefined : spentUntil(spent, networks, now)
  if (clientUntil !== undefined && human !== 'shown')
    return human === 'missing' ? { refused: 'human' } : { refused: 'client', until: clientUntil }
  const { failures = 0, blockedUntil = 0 } = state ?? {}
  if (failures >= FAILURES_TO_DISABLE) return { refused: 'disabled' }
  if (blockedUntil > now) return { refused: 'waiting', until: blockedUntil }
  return {
    refused: failures >= FREE_FAILURES && human === 'missing' ? 'human' : 'busy',
  }
}

/** The values of a try as the statements have them. */
export const wantedValues = ({ name, devices, human, now }: Wanted) => ({
  name,
  devices: JSON.stringify(devices),
  human: human !== 'missing',
  shown: human === 'shown',
  now,
})
