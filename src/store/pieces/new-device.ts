import { and, eq, gt, isNotNull, ne, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { budgets } from '../tables/budgets.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'
import { isDeviceOf } from './account-proof.ts'
import { previousChangedOne, takeAll } from './budgets.ts'

/** Mails about new devices that an account gets in a day: more say nothing more. */
const MAX_TOLD = 3
const DAY_MS = 86_400_000
/** A device with which nobody was there for so long is new again. */
export const REMEMBERED_DAYS = 90

type Value = string | SQL | null | undefined

type About = {
  /** The session that was just opened. */
  session: { id: Given<string>; userId: Given<string>; device?: Value; country?: Value }
  /** Devices by the tokens that were sent. */
  devices: Given<string>
  now: Given<number>
}

/**
 * Holds when somebody signs in to a confirmed account with a device that it does not know: it was sent no device
 * token of it, and has no session of the last days with such a device in that country. The first sign-in is no
 * news. What a thief has left behind does not count. An unverified account can be a stranger's who has entered the
 * address of somebody else, and a link in a mail must not hand it over.
 */
function isNew({ session: { id, userId, device, country }, devices, now }: About): SQL {
  const others = and(eq(sessions.userId, userId), ne(sessions.id, id))
  const isSame = and(
    others,
    sql`${sessions.device} is ${device ?? null}`,
    sql`${sessions.country} is ${country ?? null}`,
    gt(sessions.rotatedAt, sql`${now} - ${REMEMBERED_DAYS * DAY_MS}`),
    sql`${sessions.revokedReason} is not 'reclaimed'`,
  )
  const isConfirmed = sql`exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.verifiedAt} is not null)`
  const wasInBefore = sql`(exists (select 1 from ${users} where ${and(eq(users.id, userId), isNotNull(users.lastLoginKept))}) or exists (select 1 from ${sessions} where ${others}))`
  return sql`(${isConfirmed} and ${wasInBefore} and not ${isDeviceOf(devices, userId)} and not exists (select 1 from ${sessions} where ${isSame}))`
}

/** Whose budget it is, and that budget as a list. The user may be a place in a prepared statement. */
const ownerOf = (userId: Given<string>) => sql`'notice/new-device/' || ${userId}`
const listFor = (userId: Given<string>, now: Given<number>) => {
  const ends = sql`${now} + ${DAY_MS}`
  return sql<string>`json_array(json_object('owner', ${ownerOf(userId)}, 'counts', json_object('day', json_array(1, ${ends})), 'ends', ${ends}))`
}

/** Counts a new device. It follows the statement that inserts the session: run again it counts nothing more. */
export const countNewDevice = (db: Database, about: About) =>
  takeAll(db, about.now, {
    list: listFor(about.session.userId, about.now),
    condition: sql`${previousChangedOne} and ${isNew(about)}`,
  })

/** Holds in the statements behind when the owner is to be told, if the session was opened. */
export function isToTell(about: About): SQL {
  const { session, now } = about
  const isFirst = and(
    sql`${budgets.owner} = ${ownerOf(session.userId)}`,
    sql`${budgets.counts} ->> '$.day[1]' > ${now}`,
    sql`${budgets.counts} ->> '$.day[0]' <= ${MAX_TOLD}`,
  )
  return sql`(exists (select 1 from ${budgets} where ${isFirst}) and ${isNew(about)})`
}
