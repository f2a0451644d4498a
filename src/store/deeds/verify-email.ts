import { and, eq, gt, lt, not, sql } from 'drizzle-orm'
import type { Connection, HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Budget, forgive, notSpent } from '../pieces/budgets.ts'
import { type Claim, claimChallenge, isClaimed } from '../pieces/challenge.ts'
import { confirm } from '../pieces/confirm.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import type { SeenUser } from '../pieces/last-login.ts'
import { sessionIsOf } from '../pieces/live-session.ts'
import { isOwned, yields } from '../pieces/owner.ts'
import { givenTry, passTry, type Try } from '../pieces/password-try.ts'
import { type Line, type ToldLine, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges } from '../tables/challenges.ts'
import { type User, users } from '../tables/users.ts'

/** What shows whose the account is: its password, proven as the account was then, or a live session of it. */
type AccountProof = { password: { userId: string; securityVersion: number; tried: Try } } | { sid: string }

/** What a code of the mail is good within, where one was typed instead of following the link. */
type CodeBounds = {
  begunAfter: number
  maxTries: number
  failures: readonly Budget[]
  /** What the owner reads when it was not this request's to use, and whose line that is. */
  refused: ToldLine | undefined
}

const subjectOf = (claim: Claim) =>
  sql<string>`(select ${challenges.subject} from ${challenges} where ${challenges.id} = ${claim.id})`

const isUnconfirmed = and(eq(users.id, challenges.subject), yields)

/**
 * Confirms an address by what was mailed to it and a proof of the account: the mail alone does not say who
 * chose the password. Undefined when the challenge was not this request's to use.
 */
export const confirmEmail = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      claim,
      proof,
      code,
      line,
    }: {
      claim: Claim
      proof: AccountProof
      line: Line
      code?: CodeBounds
    }): Promise<{ user: SeenUser; ended: string[] } | undefined> => {
      const { now } = claim
      const userId = subjectOf(claim)
      const claimed = isClaimed(claim)
      const keep = 'sid' in proof ? proof.sid : undefined
      const isProven =
        'sid' in proof
          ? sessionIsOf(proof.sid, sql`${challenges.subject}`, { now, notBefore })
          : and(
              eq(challenges.subject, proof.password.userId),
              sql`exists (select 1 from ${users} where ${and(isUnconfirmed, eq(users.securityVersion, proof.password.securityVersion))})`,
            )
      const isWithin =
        code &&
        and(
          gt(challenges.createdAt, code.begunAfter),
          lt(challenges.tries, code.maxTries),
          notSpent(code.failures, now),
        )
      const outcome = await transaction(db, {
        claimed: claimChallenge(
          { db, notBefore },
          claim,
          and(isProven, isWithin, sql`exists (select 1 from ${users} where ${isUnconfirmed})`),
        ),
        ...confirm(db, { userId, keep, by: claim.claim, now, condition: claimed }),
        line: writeLine(db, line, { subject: userId, condition: claimed }),
        ...(code && {
          forgivenCodes: forgive(db, code.failures, claimed),
        }),
        ...(code?.refused && {
          refused: writeLine(db, code.refused.line, {
            subject: code.refused.subject,
            condition: not(claimed),
          }),
        }),
        ...('password' in proof &&
          passTry(db, givenTry(proof.password.tried), {
            userId: proof.password.userId,
            condition: claimed,
          })),
      })
      const [user] = outcome.confirmed
      return user && { user, ended: ids(outcome.endedByConfirming) }
    },
  )

/**
 * An unverified account yields to whoever reads its mailbox and has not opened it: it is erased, and
 * `successor`, if there is one, takes its place. Undefined when the challenge was not this request's to use,
 * or is not about an unverified account with this address.
 */
export const yieldAccount = ({ db, notBefore, passwordIterations }: HashingConnection) =>
  repeatable(
    async ({
      claim,
      email,
      successor,
    }: {
      claim: Claim
      email: string
      successor: { user: User; line: Line } | undefined
    }): Promise<{ ended: string[] } | undefined> => {
      const { now } = claim
      const claimed = isClaimed(claim)
      const isFree = and(
        sql`exists (select 1 from ${users} where ${and(isUnconfirmed, eq(users.email, email))})`,
        not(isOwned(email, { now, notBefore })),
      )
      const outcome = await transaction(db, {
        claimed: claimChallenge({ db, notBefore }, claim, isFree),
        ...erase(db, { userId: subjectOf(claim), by: claim.claim, now, keep: claim.id, condition: claimed }),
        ...(successor && {
          successor: insertWhen(db, users, successor.user, sql`where ${claimed}`),
          line: writeLine(db, successor.line, { subject: successor.user.id, condition: claimed }),
          costliest: raiseCostliestHash(db, passwordIterations),
        }),
      })
      return outcome.claimed.length === 1 ? { ended: ids(outcome.gone) } : undefined
    },
  )
