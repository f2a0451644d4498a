import { and, eq, gt, inArray, lt, not, or, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Asker, mayAsk, readAsker } from '../pieces/asker.ts'
import {
  type Budget,
  countIn,
  isFree,
  listOf,
  notSpent,
  previousChangedOne,
  readBudgets,
  spentUntil,
  takeAll,
} from '../pieces/budgets.ts'
import { isGood } from '../pieces/challenge.ts'
import { holderIn, type Holder, readAddress } from '../pieces/holder.ts'
import { isFromHolder, readHolder, type Sender } from '../pieces/sender.ts'
import { type ToldLine, writeLine } from '../pieces/write-event.ts'
import { onlyOnce } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import type { Session } from '../tables/sessions.ts'
import type { User } from '../tables/users.ts'
import type { Humanity } from '../pieces/reserve-try.ts'

type Given = {
  id: string
  /** Older ones that the same code is compared with: its try counts for each. */
  others?: readonly string[] | undefined
  subject: string
  purpose: Purpose
  /** The address that the code was mailed to. */
  email: string
  maxTries: number
  /** A code of an older challenge is over, though its link may still be good. */
  codesGoodSince: number
  failures: readonly [Budget, ...Budget[]]
  /** Budgets of failed sign-ins by client. Who holds the account is neither counted in them nor stopped by them. */
  networks: readonly Budget[]
  sender: Sender
  asker?: Asker | undefined
  human: Humanity
  findsHolder?: true | undefined
  /** What the owner reads of a code that is known to be wrong. Not of one that was stopped by client. */
  wrong?: ToldLine | undefined
  now: number
}

/** How many tries of the subject are counted in the hour, and in which budgets by client this one is. */
type Reserved = { failures: number; counted: readonly Budget[]; holder?: Holder | undefined }

/** Where somebody in particular has to ask: their session, if they hold it. */
type Asking = { asking?: { session: Session; user: User } | undefined }

type Outcome = Asking & (Reserved | { refused: true; clientSpentUntil?: number | undefined })

/**
 * Counts a try before anybody compares: neither parallel requests nor new codes nor new flows can go
 * beyond the tries of a code, the failures of its subject or those of a client. It stays counted until a success
 * takes it back.
 */
export const reserveCodeTry = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      id,
      others = [],
      subject,
      purpose,
      email,
      maxTries,
      codesGoodSince,
      failures,
      networks,
      sender,
      asker,
      human,
      findsHolder,
      wrong,
      now,
    }: Given): Promise<Outcome> => {
      const at = { now, notBefore }
      const isHolder = isFromHolder(sender, email, at)
      const list = listOf(networks, now)
      const isAdmitted = human === 'shown' ? sql`true` : (or(isFree(list, now), isHolder) as SQL)
      const isTryable = and(
        eq(challenges.id, id),
        eq(challenges.subject, subject),
        eq(challenges.purpose, purpose),
        isGood(at),
        gt(challenges.createdAt, codesGoodSince),
        lt(challenges.tries, maxTries),
        notSpent(failures, now),
        asker && mayAsk(asker, at),
        isAdmitted,
      )
      const { reserved, taken, holder, spent, found, askingSession, askingUser } = await transaction(db, {
        ...(wrong && { line: writeLine(db, wrong.line, { subject: wrong.subject, condition: isAdmitted }) }),
        others: db
          .update(challenges)
          .set({ tries: sql`${challenges.tries} + 1` })
          .where(
            and(
              inArray(challenges.id, [...others]),
              eq(challenges.subject, subject),
              eq(challenges.purpose, purpose),
              sql`exists (select 1 from ${challenges} where ${isTryable})`,
            ),
          ),
        reserved: db
          .update(challenges)
          .set({ tries: sql`${challenges.tries} + 1` })
          .where(isTryable)
          .returning({ id: challenges.id }),
        taken: takeAll(
          db,
          now,
          { list: listOf(failures, now), condition: previousChangedOne },
          { list, condition: sql`${previousChangedOne} and ${not(isHolder)}` },
        ).returning(),
        holder: readHolder(db, sender, email, at),
        spent: readBudgets(db, list),
        ...(asker && readAsker(db, asker, at)),
        ...(findsHolder && { found: readAddress(db, { id, email }, at) }),
      })
      const isCounted = holder.length === 0
      const [session, user] = [askingSession?.[0], askingUser?.[0]]
      const asking = session && user && { session, user }
      if (reserved[0]) {
        const [ofHour] = failures
        const row = taken.find(({ owner }) => owner === ofHour.owner)
        return {
          asking,
          failures: countIn(row, ofHour),
          counted: isCounted ? networks : [],
          holder: found && holderIn(found),
        }
      }
      const clientSpentUntil = isCounted && human !== 'shown' ? spentUntil(spent, networks, now) : undefined
      return { asking, refused: true, clientSpentUntil }
    },
  )
