import { and, eq, gte, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { challenges } from '../tables/challenges.ts'
import { passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'
import { isGood } from './challenge.ts'
import type { Liveness } from './live-session.ts'
import { isUnspent } from './carried-challenge.ts'
import type { Spending } from './spend-factor.ts'
import { goesOn } from './spend-passkey.ts'

/**
 * So long an owner can say by a mailed link that a change of a factor was somebody else's. A younger factor can be of
 * whoever is in the account, so it shows nobody. An older one has been there in spite of a notice that it was added.
 */
export const DISPUTED_MS = 7 * 86_400_000

/** What somebody else may have done, such as to move the account: to whom, and when. `on`: whether the second step was on then is what counts. */
type Event = { userId: string | SQL<string>; at: number | SQL; on: number | SQL }

const ofLink = (link: string, column: 'subject' | 'created_at') =>
  sql`(select link.${sql.raw(column)} from ${challenges} as link where link.id = ${link})`

/** The move that a link undoes. */
export const moveOf = (link: string): Event => {
  const at = ofLink(link, 'created_at')
  return { userId: userOfLink(link), at, on: at }
}

/** A notice: somebody may have switched the second step on before it was mailed. */
export const noticeOf = (userId: string, madeAt: number): Event => ({
  userId,
  at: madeAt,
  on: madeAt - DISPUTED_MS,
})

/** Whose account the link is about. */
export const userOfLink = (link: string) => sql<string>`${ofLink(link, 'subject')}`

/** Factors that the account had before anybody else can have changed one, also where they were removed since. */
const wasThere = ({ at }: Event, { since, removedAt }: { since: SQLiteColumn; removedAt: SQLiteColumn }) => {
  const before = sql`${at} - ${DISPUTED_MS}`
  return and(lt(since, before), or(isNull(removedAt), gte(removedAt, before)))
}

export const isEarlierTotp = (event: Event) =>
  and(eq(totp.userId, event.userId), wasThere(event, { since: totp.confirmedAt, removedAt: totp.removedAt }))

export const isEarlierPasskey = (event: Event) =>
  and(
    eq(passkeys.userId, event.userId),
    wasThere(event, { since: passkeys.createdAt, removedAt: passkeys.removedAt }),
  )

export const isEarlierCode = (event: Event) =>
  and(
    eq(recoveryCodes.userId, event.userId),
    isNull(recoveryCodes.usedAt),
    wasThere(event, { since: recoveryCodes.createdAt, removedAt: recoveryCodes.removedAt }),
  )

/**
 * Holds when the second step was on as it happened, and there is an earlier factor to pass it with. It was on if
 * there were recovery codes, which come and go with it.
 */
export const asksSecondStep = (event: Event): SQL => {
  const { userId, on } = event
  const hadCodes = and(
    eq(recoveryCodes.userId, userId),
    sql`${recoveryCodes.createdAt} <= ${on}`,
    or(isNull(recoveryCodes.removedAt), sql`${recoveryCodes.removedAt} >= ${on}`),
  )
  const isOnSince = and(eq(users.id, userId), sql`${users.secondStepAt} <= ${on}`)
  const wasOn = sql`(exists (select 1 from ${users} where ${isOnSince}) or exists (select 1 from ${recoveryCodes} where ${hadCodes}))`
  const hasFactor = sql`(exists (select 1 from ${totp} where ${isEarlierTotp(event)}) or exists (select 1 from ${passkeys} where ${isEarlierPasskey(event)}))`
  return sql`(${wasOn} and ${hasFactor})`
}

/** Holds while a proof by such a factor is not used up. */
export function isEarlierSpendable(spending: Spending, event: Event): SQL {
  if (spending.kind === 'totp') {
    const isThis = and(isEarlierTotp(event), eq(totp.id, spending.id), lt(totp.lastStep, spending.step))
    return sql`exists (select 1 from ${totp} where ${isThis})`
  }
  if (spending.kind === 'recovery_code') {
    const isThis = and(isEarlierCode(event), eq(recoveryCodes.mac, spending.mac))
    return sql`exists (select 1 from ${recoveryCodes} where ${isThis})`
  }
  const isThis = and(isEarlierPasskey(event), eq(passkeys.id, spending.id), goesOn(spending.signCount))
  return sql`(${isUnspent(spending.challenge)} and exists (select 1 from ${passkeys} where ${isThis}))`
}

/** Holds while the link is good, and about this user. */
export const isUndoLink = ({ id, userId }: { id: string; userId: string }, at: Liveness) =>
  sql`exists (select 1 from ${challenges} where ${and(
    eq(challenges.id, id),
    eq(challenges.purpose, 'undo_email_change'),
    eq(challenges.subject, userId),
    isGood(at),
  )})`
