import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { deviceList } from '../pieces/account-proof.ts'
import { type Claim, claimChallenge, isClaimed, supersede } from '../pieces/challenge.ts'
import { ids } from '../pieces/end-sessions.ts'
import { type Factors, factorsOf } from '../pieces/factors.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { isEnough, openSignIn, type ToOpen } from '../pieces/open-session.ts'
import type { SignedIn } from '../pieces/signed-in.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type NewChallenge } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

/** What comes of it besides: a session, a sign-in that waits for its second step, or nothing. */
type Next = Omit<ToOpen, 'line'> | { waits: NewChallenge } | undefined

type Given = {
  userId: string
  securityVersion: number
  /** The mailed link, if it was that. */
  claim: Claim | undefined
  /** Names the request. */
  by: string
  next: Next
  line: Line
  now: number
}

/**
 * Brings an account back that is being deleted. The links that do so end. Undefined when it is not being
 * deleted any more, or has changed.
 */
export const keepAccount = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      userId,
      securityVersion,
      claim,
      by,
      next,
      line,
      now,
    }: Given): Promise<(SignedIn & { factors: Factors | undefined }) | undefined> => {
      const isThis = eq(users.id, userId)
      const isKept = sql`exists (select 1 from ${users} where ${and(isThis, eq(users.changedBy, by))})`
      // Else the account would come back, and whoever brought it would not get in.
      const getsIn = next && 'session' in next ? isEnough(next.session) : undefined
      const isDeleting = and(
        getsIn,
        eq(users.securityVersion, securityVersion),
        isNotNull(users.deletesAt),
        isNull(users.disabledAt),
      )
      const opening =
        next &&
        'session' in next &&
        openSignIn(db, {
          session: next.session,
          source: { where: isKept },
          others: { beyond: next.max },
          done: isKept,
          devices: deviceList(next.devices),
          earlierSid: next.earlierSid,
          line,
          at: { now, notBefore },
        })
      const outcome = await transaction(db, {
        ...(claim && {
          claimed: claimChallenge(
            { db, notBefore },
            claim,
            sql`exists (select 1 from ${users} where ${and(isThis, isDeleting)})`,
          ),
        }),
        kept: db
          .update(users)
          .set({
            deletesAt: null,
            changedBy: by,
            updatedAt: now,
          })
          .where(and(isThis, or(eq(users.changedBy, by), isDeleting), claim && isClaimed(claim)))
          .returning(),
        links: supersede(db, {
          subject: userId,
          which: { only: 'keep_account' },
          ...(claim && { keep: claim.id }),
          now,
          condition: isKept,
        }),
        ...(opening && { ...opening.opened, owner: opening.owner, ended: opening.ended }),
        line: writeLine(db, line, { subject: userId, condition: isKept }),
        ...(next &&
          'waits' in next && {
            waits: insertWhen(db, challenges, next.waits, sql`where ${isKept}`),
            factors: db.select(factorsOf(userId)).from(users).where(isThis),
          }),
      })
      const [user] = outcome.kept
      return (
        user && {
          user,
          ended: ids(outcome.ended ?? []),
          isOpen: outcome.owner?.[0]?.isOpen === 1,
          isTold: outcome.owner?.[0]?.isTold === 1,
          factors: outcome.factors?.[0],
        }
      )
    },
  )
