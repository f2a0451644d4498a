import type { SigningKeyRow } from '../../store/tables/signing-keys.ts'
import { SIGNING_PERIOD_MS } from './signing-keys.ts'

/** What decides when a key signs. Times are milliseconds. */
type Scheduled = Pick<SigningKeyRow, 'period' | 'signsFrom'>

const DAY_MS = 86_400_000
/** A key is published so long before it signs. By then everybody who keeps the keys has fetched them again. */
const PUBLISHED_MS = DAY_MS
/** The next key is made in the last days of a period: a cron that was ill for some of them is in time. */
const AHEAD_MS = 7 * DAY_MS

/** The period that a key which is made now is for. */
export const periodToMake = (now: number): number => Math.floor((now + AHEAD_MS) / SIGNING_PERIOD_MS)

/** One that is made too late for its period signs a day later, while the one before goes on signing. */
export const signsFromOf = ({ period, createdAt }: Pick<SigningKeyRow, 'period' | 'createdAt'>): number =>
  Math.max(period * SIGNING_PERIOD_MS, createdAt + PUBLISHED_MS)

export const isDue = (keys: readonly Scheduled[], now: number): boolean =>
  !keys.some(({ period }) => period >= periodToMake(now))

/**
 * Which key signs: the last one whose time has come. When there is none such the first one to come signs at once,
 * because nobody can know another one: it is the first key of all, or all before it were dropped.
 */
export function signerOf<Key extends Scheduled>(keys: readonly [Key, ...Key[]], now: number): Key {
  const inTurn = keys.toSorted(byTurn) as [Key, ...Key[]]
  return inTurn.findLast(({ signsFrom }) => signsFrom <= now) ?? inTurn[0]
}

/**
 * Nobody needs the key any more: the one after it signs for so long that the last ID token of this one has expired a
 * day ago.
 *
 * @param options.ttl seconds that an ID token lives
 */
export const isOver = <Key extends Scheduled>(
  key: Key,
  keys: readonly Key[],
  { now, ttl }: { now: number; ttl: number },
): boolean => keys.some((other) => byTurn(other, key) > 0 && other.signsFrom + ttl * 1_000 + DAY_MS <= now)

const byTurn = (one: Scheduled, other: Scheduled) =>
  one.signsFrom - other.signsFrom || one.period - other.period
