import { and, eq, gt, isNull, lt, not, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { type Database, transaction } from '../../database.ts'
import { type Budget, forgive, notSpent, previousChangedOne } from '../../pieces/budgets.ts'
import { type Claim, claimChallenge, isClaimed } from '../../pieces/challenge.ts'
import { isLive } from '../../pieces/live-session.ts'
import { givenTry, passTry, type Try } from '../../pieces/password-try.ts'
import { provenAnew } from '../../pieces/proven-anew.ts'
import { forgiveCodes, spend, type Spending, usedBy } from '../../pieces/spend-factor.ts'
import { readCodesLeft } from '../../pieces/recovery-codes.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { onlyOnce } from '../../repetition.ts'
import { challenges } from '../../tables/challenges.ts'
import { type Session, sessions } from '../../tables/sessions.ts'
import { type User, users } from '../../tables/users.ts'

/** A right code of a mail, and what it is good within. */
type MailedCode = { claim: Claim; failures: readonly Budget[]; begunAfter: number; maxTries: number }

/**
 * The user of a live session has proven once more who they are. The session goes on with a generation that has no
 * predecessor: whoever copied an earlier refresh token is not lifted along. Answers the session, and
 * after a recovery code how many are left, or undefined when it has ended or the proof was used up: `refused` is the
 * line of that.
 */
export const proveAgain = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      sid,
      userId,
      spending,
      mailed,
      tried,
      kind,
      isSecondStep,
      idleExpiresAt,
      line,
      refused,
      now,
    }: {
      sid: string
      userId: string
      spending: Spending | undefined
      mailed?: MailedCode
      tried: Try | undefined
      /** What was proven, and whether it stands for the second step. */
      kind: string
      isSecondStep: boolean
      idleExpiresAt: number
      line: Line
      refused: Line | undefined
      now: number
    }): Promise<{ session: Session; user: User; codesLeft: number | undefined } | undefined> => {
      const isThis = and(eq(sessions.id, sid), eq(sessions.userId, userId), isLive({ now, notBefore }))
      const condition = sql`exists (select 1 from ${sessions} where ${isThis})`
      // Behind the statement that proves it: nothing else gives the session this moment and no predecessor.
      const isProven = sql`exists (select 1 from ${sessions} where ${and(
        isThis,
        eq(sessions.authTime, now),
        eq(sessions.rotatedAt, now),
        isNull(sessions.previousGeneration),
      )})`
      const outcome = await transaction(db, {
        ...(spending && spend(db, spending, { userId, condition, now })),
        ...(mailed && redeem({ db, notBefore }, mailed, { sid, userId, condition })),
        session: db
          .update(sessions)
          .set({
            ...provenAnew({
              kind,
              passkeyId: spending?.kind === 'passkey' ? spending.id : undefined,
              isSecondStep,
              now,
            }),
            idleExpiresAt: sql`min(${idleExpiresAt}, ${sessions.expiresAt})`,
          })
          .where(and(isThis, spending && previousChangedOne, mailed && isClaimed(mailed.claim)))
          .returning(),
        ...(spending && {
          used: db
            .update(users)
            .set(usedBy(spending, now))
            .where(and(eq(users.id, userId), previousChangedOne)),
          ...forgiveCodes(db, spending, { userId, condition: previousChangedOne }),
        }),
        user: db.select().from(users).where(eq(users.id, userId)),
        line: writeLine(db, line, { subject: userId, condition: isProven }),
        ...(refused && {
          refused: writeLine(db, refused, { subject: userId, condition: not(isProven) }),
        }),
        ...(tried && passTry(db, givenTry(tried), { userId })),
        ...readCodesLeft(db, spending, userId),
      })
      const [session] = outcome.session
      const [user] = outcome.user
      return session && user && { session, user, codesLeft: outcome.left?.[0]?.codes }
    },
  )

/** The code that the session has asked for: it is used up, within its tries, and its failures are taken back. */
const redeem = (
  { db, notBefore }: { db: Database; notBefore: number },
  { claim, failures, begunAfter, maxTries }: MailedCode,
  { sid, userId, condition }: { sid: string; userId: string; condition: SQL },
) => ({
  claimed: claimChallenge(
    { db, notBefore },
    claim,
    and(
      eq(challenges.subject, userId),
      eq(challenges.askedBy, sid),
      gt(challenges.createdAt, begunAfter),
      lt(challenges.tries, maxTries),
      notSpent(failures, claim.now),
      condition,
    ),
  ),
  forgivenCodes: forgive(db, failures, isClaimed(claim)),
})
