import { and, eq, isNull, ne, not, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import {
  type Budget,
  isFree,
  listOf,
  notSpent,
  previousChangedOne,
  readBudgets,
  spentUntil,
  takeAll,
} from '../pieces/budgets.ts'
import { isGood } from '../pieces/challenge.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { fullUntil, hasRoom, isFlooded, type MailBucket, pour, readBucket } from '../pieces/mail-bucket.ts'
import { givenTry, passTry, type Try } from '../pieces/password-try.ts'
import { isFromHolder, readHolder, type Sender } from '../pieces/sender.ts'
import { onlyOnce } from '../repetition.ts'
import { challenges, type NewChallenge } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

/** What a challenge is admitted by. All of it is looked at before anything is taken: a refusal takes nothing. */
export type ChallengeLimits = {
  /** Looked at, and not taken. */
  failures: readonly Budget[]
  /** One is taken of each. */
  mails: readonly Budget[]
  /** The same of these, for mails to this address, unless the sender holds the account that has it. */
  byClient: { budgets: readonly Budget[]; email: string; sender: Sender } | undefined
  bucket: MailBucket | undefined
  /** Looked at, and not taken: with one of these spent, only a human is admitted. */
  unlessHuman: readonly Budget[]
}

/** Which older ones end. */
type Replaced = {
  /** The one that this browser had. Its code ends, and not the link that was mailed with it. */
  ofBrowser: { id: string; tries: number } | undefined
  /** All of one subject and purpose: those that this session has begun, or all but the newest so many that nobody in particular has begun. */
  others: { askedBy: string } | { butNewest: number } | undefined
}

type Given = {
  challenge: NewChallenge
  /** When it expires instead, if its bucket is flooded. */
  floodedExpiresAt: number
  limits: ChallengeLimits
  replaced: Replaced
  /** The account as it was read: nothing begins for one that has changed since. */
  asRead?: { email: string; securityVersion: number } | undefined
  /** A password that was just right: its failures are forgiven, and an outdated hash is replaced. */
  proven: { userId: string; matched: string; rehashed: string | undefined; tried: Try } | undefined
  now: number
}

/** `counted`: what its mail was taken from, for whoever gives it back. */
type Issued =
  | { issued: true; expiresAt: number; counted: readonly Budget[] }
  /** Without `retryAt` a human would have been admitted. */
  | { issued: false; retryAt: number | undefined }

/** Enters a challenge and counts its mails, if all limits allow it. Older ones end. */
export const issueChallenge = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      challenge,
      floodedExpiresAt,
      limits: { failures, mails, byClient, bucket, unlessHuman },
      replaced,
      asRead,
      proven,
      now,
    }: Given): Promise<Issued> => {
      const { id, subject, purpose, expiresAt } = challenge
      const at = { now, notBefore }
      const ofClient = byClient?.budgets ?? []
      const list = listOf(ofClient, now)
      const isHolder = byClient && isFromHolder(byClient.sender, byClient.email, at)
      const isEntered = sql`exists (select 1 from ${challenges} where ${challenges.id} = ${id})`
      const isAdmitted = and(
        notSpent([...failures, ...mails, ...unlessHuman], now),
        isHolder && or(isFree(list, now), isHolder),
        bucket && hasRoom(bucket, now),
        asRead &&
          sql`not exists (select 1 from ${users} where ${and(
            eq(users.id, subject),
            or(ne(users.email, asRead.email), ne(users.securityVersion, asRead.securityVersion)),
          )})`,
      )
      const ends = bucket
        ? sql`case when ${isFlooded(bucket, now)} then ${floodedExpiresAt} else ${expiresAt} end`
        : expiresAt
      const { windows, full, holder, entered } = await transaction(db, {
        windows: readBudgets(db, listOf([...failures, ...mails, ...ofClient], now)),
        full: readBucket(db, bucket),
        challenge: insertWhen(db, challenges, { ...challenge, expiresAt: ends }, sql`where ${isAdmitted}`),
        taken: takeAll(
          db,
          now,
          { list: listOf(mails, now), condition: previousChangedOne },
          ...(isHolder ? [{ list, condition: sql`${previousChangedOne} and ${not(isHolder)}` }] : []),
        ),
        ...(bucket && { poured: pour(db, bucket, { now, condition: isEntered }) }),
        ...(replaced.ofBrowser && {
          ofBrowser: db
            .update(challenges)
            .set({ tries: replaced.ofBrowser.tries })
            .where(
              and(
                eq(challenges.id, replaced.ofBrowser.id),
                eq(challenges.purpose, purpose),
                ne(challenges.id, id),
                isEntered,
              ),
            ),
        }),
        ...(replaced.others && {
          superseded: db
            .update(challenges)
            .set({ supersededAt: now })
            .where(
              and(
                eq(challenges.subject, subject),
                eq(challenges.purpose, purpose),
                ne(challenges.id, id),
                isGood(at),
                'askedBy' in replaced.others
                  ? eq(challenges.askedBy, replaced.others.askedBy)
                  : sql`${challenges.id} in (${beyondNewest({ subject, purpose }, replaced.others.butNewest, at)})`,
                isEntered,
              ),
            ),
        }),
        ...(proven && passTry(db, givenTry(proven.tried), { userId: proven.userId })),
        ...(proven?.rehashed !== undefined && {
          rehashed: db
            .update(users)
            .set({ password: proven.rehashed })
            .where(and(eq(users.id, proven.userId), eq(users.password, proven.matched))),
        }),
        ...(byClient && { holder: readHolder(db, byClient.sender, byClient.email, at) }),
        entered: db.select({ expiresAt: challenges.expiresAt }).from(challenges).where(eq(challenges.id, id)),
      })
      const [found] = entered
      const counted = holder?.length === 0 ? ofClient : []
      if (found) return { issued: true, ...found, counted: [...mails, ...counted] }
      const spent = spentUntil(windows, [...failures, ...mails, ...counted], now)
      const room = bucket && fullUntil(full[0], bucket, now)
      const until = Math.max(spent ?? 0, room ?? 0)
      if (until > 0) return { issued: false, retryAt: until }
      return { issued: false, retryAt: unlessHuman.length === 0 ? now + 1_000 : undefined }
    },
  )

/**
 * The good ones of a subject and purpose that anonymous requests have begun, but the newest so many. The order
 * is that of their entry.
 */
const beyondNewest = (
  { subject, purpose }: Pick<NewChallenge, 'subject' | 'purpose'>,
  newest: number,
  at: { now: number; notBefore: number },
) => {
  const isAnonymous = and(
    eq(challenges.subject, subject),
    eq(challenges.purpose, purpose),
    isNull(challenges.askedBy),
    isGood(at),
  )
  return sql`select ${challenges.id} from ${challenges} where ${isAnonymous} order by ${challenges.createdAt} desc limit -1 offset ${newest}`
}
