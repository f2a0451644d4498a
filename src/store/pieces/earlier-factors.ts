import { and, eq, gte, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { challenges } from '../tables/challenges.ts'
import { passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'
import { isGood } from './challenge.ts'
import type { Liveness } from './live-session.ts'
import { isUnspent } from './passkey-challenge.ts'
import type { Spending } from './spend-factor.ts'
import { goesOn } from './spend-passkey.ts'

/**
 * Factors that an account had before the session began that has moved it, also where they were removed since, as long
 * as their rows are kept. What whoever moved the account has added proves nothing. `link` is the id of the link that
 * undoes the move.
 */
const ofLink = (link: string, column: 'subject' | 'since' | 'created_at') =>
  sql`(select link.${sql.raw(column)} from ${challenges} as link where link.id = ${link})`

/** Whose account the link is about. */
export const userOfLink = (link: string) => sql<string>`${ofLink(link, 'subject')}`

const wasThere = (link: string, { since, removedAt }: { since: SQLiteColumn; removedAt: SQLiteColumn }) =>
  and(lt(since, ofLink(link, 'since')), or(isNull(removedAt), gte(removedAt, ofLink(link, 'since'))))

export const isEarlierTotp = (link: string) =>
  and(
    eq(totp.userId, userOfLink(link)),
    wasThere(link, { since: totp.confirmedAt, removedAt: totp.removedAt }),
  )

export const isEarlierPasskey = (link: string) =>
  and(
    eq(passkeys.userId, userOfLink(link)),
    wasThere(link, { since: passkeys.createdAt, removedAt: passkeys.removedAt }),
  )

export const isEarlierCode = (link: string) =>
  and(
    eq(recoveryCodes.userId, userOfLink(link)),
    isNull(recoveryCodes.usedAt),
    wasThere(link, { since: recoveryCodes.createdAt, removedAt: recoveryCodes.removedAt }),
  )

/**
 * Holds when the second step was on as the account moved, and there is an earlier factor to pass it with. It was on if
 * there were recovery codes, which come and go with it.
 */
export const asksSecondStep = (link: string): SQL => {
  const movedAt = ofLink(link, 'created_at')
  const hadCodes = and(
    eq(recoveryCodes.userId, userOfLink(link)),
    sql`${recoveryCodes.createdAt} <= ${movedAt}`,
    or(isNull(recoveryCodes.removedAt), gte(recoveryCodes.removedAt, movedAt)),
  )
  const isOnSince = and(eq(users.id, userOfLink(link)), sql`${users.secondStepAt} <= ${movedAt}`)
  const wasOn = sql`(exists (select 1 from ${users} where ${isOnSince}) or exists (select 1 from ${recoveryCodes} where ${hadCodes}))`
  const hasFactor = sql`(exists (select 1 from ${totp} where ${isEarlierTotp(link)}) or exists (select 1 from ${passkeys} where ${isEarlierPasskey(link)}))`
  return sql`(${wasOn} and ${hasFactor})`
}

/** Holds while a proof by such a factor is not used up. */
export function isEarlierSpendable(spending: Spending, link: string): SQL {
  if (spending.kind === 'totp') {
    const isThis = and(isEarlierTotp(link), eq(totp.id, spending.id), lt(totp.lastStep, spending.step))
    return sql`exists (select 1 from ${totp} where ${isThis})`
  }
  if (spending.kind === 'recovery_code') {
    const isThis = and(isEarlierCode(link), eq(recoveryCodes.mac, spending.mac))
    return sql`exists (select 1 from ${recoveryCodes} where ${isThis})`
  }
  const isThis = and(isEarlierPasskey(link), eq(passkeys.id, spending.id), goesOn(spending.signCount))
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
