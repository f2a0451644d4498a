import { and, eq, gt, gte, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { passwordFailures as row } from '../tables/password-failures.ts'
import { users } from '../tables/users.ts'

/**
 * How tries of a password are counted.
 *
 * A try takes a place before anybody compares, and keeps it under a name of its own until it is decided. There
 * are only as many places as failures are left, so that parallel tries cannot share a budget. A wrong password
 * turns the place into a failure before it is answered; when that cannot be written, the answer is an outage,
 * and nobody has learned anything. A right one gives the place back in the transaction that uses it. A place
 * that nobody decides is free again after a while: so a right password never ends as a failure, whatever
 * breaks behind it. And many right ones at once wait for a place instead of being refused.
 */

/** Strangers: free tries, then waits of 1, 2, 4 … 3 600 s, then the password is disabled for them until a reset. */
export const FREE_FAILURES = 5
const LONGEST_WAIT_S = 3_600
export const FAILURES_TO_DISABLE = 100

/** A known device: so many failures an hour, then it is unknown for a day; at `FAILURES_TO_DISABLE` for good. */
const DEVICE_FAILURES_AN_HOUR = 20
/** All known devices of an account together: whoever once had the password can have collected many tokens. */
const DEVICES_FAILURES_AN_HOUR = 100
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How long a place is kept for a try that is being compared: longer than a request takes. */
const PLACE_KEPT_MS = 10_000

/** A place that was taken: whose failures it counts with, and its name. */
export type Place = { subject: Given<string>; name: Given<string> }

/** What is counted: failed passwords, or failed second steps in rows of their own. It follows the id of the user. */
export type Counted = '' | ':second'

/** The subject of a user's failed second steps, and of what their devices have failed. */
export const SECOND_STEPS: Counted = ':second'

/**
 * Between the ids of a user and of a link that undoes a change of address: the subject of codes that failed with that
 * link. Whoever has moved the account knows its password, and could make codes count no more by failing at sign-ins.
 */
export const AT_UNDO = ':undo:'

/** The subject of a device of a user. No other subject has a slash. */
const deviceSubject = (userId: SQL, counted: Counted, device: SQL) =>
  sql`${userId} || ${`${counted}/`} || ${device}`
const isDevice = sql`instr(${row.subject}, '/') > 0`
export const isDeviceSubject = (subject: string) => subject.includes('/')

/** Failures of the hour that has not ended yet. */
const recentIn = (now: Given<number>) =>
  sql`case when ${row.recentUntil} > ${now} then ${row.recent} else 0 end`

/** The devices of a user. */
const isOfDevices = (userId: Given<string>, counted: Counted = '') =>
  and(
    gt(row.subject, sql`${userId} || ${`${counted}/`}`),
    lt(row.subject, sql`${userId} || ${`${counted}0`}`),
  )

/** Of a list of `{userId, epoch, device}` the subject of one that is known to the account now; else null. */
export const knownDevice = (
  devices: Given<string>,
  isAccount: SQL,
  { counted = '', now }: { counted?: Counted; now: Given<number> },
) => {
  const [userId, epoch, device] = ['userId', 'epoch', 'device'].map((name) =>
    sql.raw(`(each.value ->> '${name}')`),
  )
  const subject = deviceSubject(sql`${users.id}`, counted, sql`${device}`)
  const isUnknownNow = sql`${row.blockedUntil} > ${now} or ${row.failures} >= ${FAILURES_TO_DISABLE}`
  const ofAll = sql`select sum(${recentIn(now)} + ${places(now).taken}) from ${row} where ${isOfDevices(sql`${users.id}`, counted)}`
  // `cross join` looks each device of the list up by the id of its user.
  return sql`(select ${subject} from json_each(${devices}) as each cross join ${users} on ${users.id} = ${userId} and ${users.deviceEpoch} = ${epoch} where ${isAccount} and not exists (select 1 from ${row} where ${row.subject} = ${subject} and (${isUnknownNow})) and coalesce((${ofAll}), 0) < ${DEVICES_FAILURES_AN_HOUR} limit 1)`
}

const at = (name: Given<string>) => sql`'$."' || ${name} || '"'`

/** The moment until which a place is kept. */
const placeIn = (name: Given<string>) => sql`json_extract(${row.pending}, ${at(name)})`
/** What stands there instead when the place has become a failure; the next try takes it away. */
const FAILED = -1

const places = (now: Given<number>) => {
  const live = sql`from json_each(${row.pending}) as place where place.value > ${now}`
  return {
    taken: sql`(select count(*) ${live})`,
    kept: sql`(select json_group_object(place.key, place.value) ${live})`,
  }
}

/** Takes a place for a try, if one is free and `isAllowed`. Answers the subject that it counts with. */
export function takePlace(
  db: Database,
  { subject, name }: { subject: SQL; name: Given<string> },
  { human, isAllowed, now }: { human: Given<boolean>; isAllowed: SQL; now: Given<number> },
) {
  const until = sql`${now} + ${PLACE_KEPT_MS}`
  const { taken, kept } = places(now)
  const isFreeToDevice = sql`${taken} + ${recentIn(now)} < ${DEVICE_FAILURES_AN_HOUR} and ${taken} + ${row.failures} < ${FAILURES_TO_DISABLE}`
  const isFreeToStranger = sql`${row.blockedUntil} <= ${now} and ${row.failures} < ${FAILURES_TO_DISABLE} and (${row.failures} < ${FREE_FAILURES} or ${human}) and ${taken} < max(${FREE_FAILURES} - ${row.failures}, 1)`
  return db
    .insert(row)
    .select(
      sql`select ${subject}, 0, 0, ${now}, json_object(${name}, ${until}), 0, 0 where ${subject} is not null and ${isAllowed}`,
    )
    .onConflictDoUpdate({
      target: row.subject,
      set: { pending: sql`json_set(${kept}, ${at(name)}, ${until})`, updatedAt: now },
      setWhere: sql`case when ${isDevice} then ${isFreeToDevice} else ${isFreeToStranger} end`,
    })
    .returning({ subject: row.subject })
}

export const readFailures = (db: Database, subject: SQL) =>
  db
    .select({ subject: row.subject, failures: row.failures, blockedUntil: row.blockedUntil })
    .from(row)
    .where(eq(row.subject, subject))

/** Turns a place into a failure: the password was wrong. Not when the place is no longer kept, and not twice. */
export function failPlace(db: Database, { subject, name }: Place, now: number) {
  const failures = sql`${row.failures} + 1`
  const wait = sql`min(${LONGEST_WAIT_S}, 1 << min(${failures} - ${FREE_FAILURES}, 20)) * 1000`
  const isSameHour = sql`${row.recentUntil} > ${now}`
  const recent = sql`case when ${isSameHour} then ${row.recent} + 1 else 1 end`
  return db
    .update(row)
    .set({
      failures,
      recent,
      recentUntil: sql`case when ${isSameHour} then ${row.recentUntil} else ${now + HOUR_MS} end`,
      blockedUntil: sql`case when ${isDevice} then case when ${recent} >= ${DEVICE_FAILURES_AN_HOUR} then ${now + DAY_MS} else 0 end when ${failures} < ${FREE_FAILURES} then 0 else ${now} + ${wait} end`,
      pending: sql`json_set(${row.pending}, ${at(name)}, ${FAILED})`,
      updatedAt: now,
    })
    .where(and(eq(row.subject, subject), gt(placeIn(name), now)))
}

/** Whether this place has become a failure. */
export const isFailed = (db: Database, { subject, name }: Place) =>
  db
    .select({ subject: row.subject })
    .from(row)
    .where(and(eq(row.subject, subject), eq(placeIn(name), FAILED)))

/** Holds while a place is neither decided nor given back. */
export const isKept = ({ subject, name }: Place) =>
  sql`exists (select 1 from ${row} where ${row.subject} = ${subject} and ${placeIn(name)} > 0)`

/** The same, whether it was taken in the row of an account or of one of its devices. */
export const isKeptOf = (userId: Given<string>, counted: Counted, name: Given<string>) =>
  sql`exists (select 1 from ${row} where (${row.subject} = ${userId} || ${counted} or ${isOfDevices(userId, counted)}) and ${placeIn(name)} > 0)`

/** Gives a place back, and decides nothing. */
export const freePlace = (db: Database, { subject, name }: Place) =>
  db
    .update(row)
    .set({ pending: sql`json_remove(${row.pending}, ${at(name)})` })
    .where(eq(row.subject, subject))

/**
 * Gives a place back and takes the failures back: the password was right. A sign-in on a known device takes those
 * of strangers back only where they had disabled the password: otherwise a stranger would see by the waits that
 * somebody has signed in, and so that there is an account.
 */
export const passPlace = (
  db: Database,
  { subject, name }: Place,
  { userId, condition }: { userId: Given<string>; condition?: SQL | undefined },
) =>
  db
    .update(row)
    .set({
      failures: 0,
      recent: 0,
      blockedUntil: 0,
      pending: sql`json_remove(${row.pending}, ${at(name)})`,
    })
    .where(
      and(
        or(eq(row.subject, subject), and(eq(row.subject, userId), gte(row.failures, FAILURES_TO_DISABLE))),
        condition,
      ),
    )

/** Takes the failures of strangers back: the account has another password. */
export const forgiveFailures = (db: Database, userId: Given<string>, condition?: SQL) =>
  db.delete(row).where(and(eq(row.subject, userId), condition))

/** The same, and those of all devices: what was known of the account is unknown from now on, and must not weigh on what is known next. */
export const forgetFailures = (db: Database, userId: Given<string>, condition?: SQL) =>
  db.delete(row).where(and(or(eq(row.subject, userId), isOfDevices(userId)), condition))

/** Takes back the failures of second steps that no known device has failed. Places that others have taken stay. */
export const forgiveSecondSteps = (db: Database, userId: Given<string>, condition: SQL) =>
  db
    .update(row)
    .set({ failures: 0, recent: 0, blockedUntil: 0 })
    .where(and(sql`${row.subject} = ${userId} || ${SECOND_STEPS}`, condition))

/** Everything that is counted of an account: passwords and second steps, its devices included. `/`, `:` and `;` follow each other. */
export const isCountedOf = (userId: Given<string>) =>
  or(
    eq(row.subject, userId),
    and(gt(row.subject, sql`${userId} || '/'`), lt(row.subject, sql`${userId} || ';'`)),
  )
