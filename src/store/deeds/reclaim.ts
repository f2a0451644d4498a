import { and, eq, gte, isNull, ne, not, or, sql } from 'drizzle-orm'
import type { HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Claim, claimByCode, isClaimed, supersede } from '../pieces/challenge.ts'
import type { Budget } from '../pieces/budgets.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { factorsAsOf } from '../pieces/factors-since.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { isOwned, yielding } from '../pieces/owner.ts'
import { forgetFailures, forgiveSecondSteps } from '../pieces/password-failures.ts'
import {
  asksSecondStep,
  DISPUTED_MS,
  isEarlierSpendable,
  moveOf,
  noticeOf,
} from '../pieces/earlier-factors.ts'
import { givenTry, passTry, type Try } from '../pieces/password-try.ts'
import { spend, type Spending } from '../pieces/spend-factor.ts'
import { recovered } from '../pieces/recovered.ts'
import { isUndoOf } from '../pieces/undo-links.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type NewChallenge, type Purpose } from '../tables/challenges.ts'
import { grants } from '../tables/grants.ts'
import { type User, users } from '../tables/users.ts'

/** The second step, where the link asks for one. */
type SecondStep = { spending: Spending; tried: Try | undefined; counted: readonly Budget[] }

/** What gives the right to it: the link of a change of address, or the link of a notice, which has no row before it is used. */
type Right =
  | { kind: 'undo'; claim: Claim; secondStep?: SecondStep | undefined }
  | {
      kind: 'not_me'
      claim: Claim
      /** Milliseconds: when the session began that the notice tells of, when it was mailed, and when it ends. */
      since: number
      /** When an operator reset the second step, if it tells of that. */
      resetAt: number | undefined
      madeAt: number
      expiresAt: number
    }

type Given = {
  right: Right
  userId: string
  /** The address that the account goes back to. */
  email: string
  /** The hash of the new password, or what stands for none. */
  password: string
  /** The link that sets a password, where none was given. */
  resetLink: NewChallenge | undefined
  /** Names in the ledger of the addresses that the account had. */
  addressSubjects: readonly string[]
  surviving: readonly Purpose[]
  line: Line
}

/**
 * Gives an account back to its owner, and leaves nothing of whoever had it: the address comes back, whatever
 * it has been moved to since; every session, code and link ends, the password is void, every known device
 * unknown. An unverified account that holds the address yields. Undo links of later moves end, those of
 * earlier ones stay: the older an address, the better its claim. Answers the ids of the sessions that ended.
 */
export const reclaim = ({ db, notBefore, passwordIterations }: HashingConnection) =>
  repeatable(
    async ({
      right,
      userId,
      email,
      password,
      resetLink,
      addressSubjects,
      surviving,
      line,
    }: Given): Promise<{ user: Pick<User, 'id' | 'deviceEpoch'>; ended: string[] } | undefined> => {
      const { claim } = right
      const { id, now } = claim
      const claimed = isClaimed(claim)
      const since =
        right.kind === 'not_me'
          ? right.since
          : sql<number>`(select this.since from ${challenges} as this where this.id = ${id})`
      // Of a notice: nothing that was moved since the session began has a better claim.
      const isLater =
        right.kind === 'not_me'
          ? sql`${challenges.createdAt} >= ${right.since}`
          : sql`${challenges.createdAt} > (select this.created_at from ${challenges} as this where this.id = ${id})`
      const outcome = await transaction(db, {
        ...useUp({ db, notBefore }, { right, userId, email }),
        ...erase(db, {
          userId: yielding(email, ne(users.id, userId)),
          by: claim.claim,
          now,
          condition: claimed,
        }),
        returned: db
          .update(users)
          .set({
            email,
            password,
            verifiedAt: now,
            deletesAt: null,
            ...recovered(now),
            reclaimedAt: now,
            mailSignInOffAt: null,
            secondStepResetAskedAt: null,
            secondStepResetsAt: null,
            securityVersion: sql`${users.securityVersion} + 1`,
            deviceEpoch: sql`${users.deviceEpoch} + 1`,
            updatedAt: now,
            changedBy: claim.claim,
          })
          .where(and(eq(users.id, userId), claimed, sql`${users.changedBy} is not ${claim.claim}`)),
        ...factorsAsOf(db, {
          userId,
          since: now - DISPUTED_MS,
          sessionBegan: since,
          resetAt: right.kind === 'not_me' ? right.resetAt : undefined,
          condition: claimed,
        }),
        ...(right.kind === 'undo' && right.secondStep && pass(db, right.secondStep, { userId, claim })),
        ended: endSessions(db, {
          userId,
          reason: 'reclaimed',
          by: claim.claim,
          now,
          condition: claimed,
        }),
        laterGrants: db
          .delete(grants)
          .where(and(eq(grants.userId, userId), gte(grants.grantedAt, since), claimed)),
        superseded: supersede(db, {
          subject: [userId, ...addressSubjects],
          which: { allBut: surviving },
          keep: resetLink?.id ?? id,
          now,
          condition: claimed,
        }),
        laterUndos: db
          .update(challenges)
          .set({ supersededAt: now })
          .where(and(isUndoOf(userId, { now, notBefore }), isLater, claimed)),
        forgiven: forgetFailures(db, userId, claimed),
        costliest: raiseCostliestHash(db, passwordIterations),
        ...(resetLink && { resetLink: insertWhen(db, challenges, resetLink, sql`where ${claimed}`) }),
        line: writeLine(db, line, { subject: userId, condition: claimed }),
        user: db
          .select({ id: users.id, deviceEpoch: users.deviceEpoch })
          .from(users)
          .where(and(eq(users.id, userId), claimed)),
      })
      const [user] = outcome.user
      return user && { user, ended: [...ids(outcome.gone), ...ids(outcome.ended)] }
    },
  )

/** Uses the right up, once, where the account can come back to the address. */
function useUp(
  { db, notBefore }: Pick<HashingConnection, 'db' | 'notBefore'>,
  { right, userId, email }: Pick<Given, 'right' | 'userId' | 'email'>,
) {
  const { claim } = right
  const { now } = claim
  const isFree = not(isOwned(email, { now, notBefore, than: userId }))
  if (right.kind === 'undo') {
    const isThere = sql`exists (select 1 from ${users} where ${and(eq(users.id, userId), isNull(users.disabledAt))})`
    const isPossible = and(eq(challenges.subject, userId), eq(challenges.reserves, email), isThere, isFree)
    const { secondStep } = right
    const isEnough = secondStep
      ? isEarlierSpendable(secondStep.spending, moveOf(claim.id))
      : not(asksSecondStep(moveOf(claim.id)))
    const counted = secondStep?.counted ?? []
    return claimByCode({ db, notBefore }, { ...claim, counted }, and(isPossible, isEnough))
  }
  const isUnclaimed = and(sql`coalesce(${users.reclaimedAt}, 0) < ${right.madeAt}`, isNull(users.disabledAt))
  // The link of the move asks for the second step. This one asks for none, so it is no way around that.
  const isThereOrFree = or(eq(users.email, email), not(asksSecondStep(noticeOf(userId, right.madeAt))))
  const row = {
    id: claim.id,
    subject: userId,
    purpose: claim.purpose,
    tries: 0,
    createdAt: now,
    expiresAt: right.expiresAt,
    consumedAt: now,
    claim: claim.claim,
  }
  return {
    claimed: insertWhen(
      db,
      challenges,
      row,
      sql`from ${users} where ${and(eq(users.id, userId), isUnclaimed, isThereOrFree, isFree)}`,
    ),
  }
}

/** Uses the second step up, after the factors have come back: the code may be of one that was removed. */
function pass(
  db: HashingConnection['db'],
  { spending, tried }: SecondStep,
  { userId, claim }: { userId: string; claim: Claim },
) {
  const where = { userId, condition: isClaimed(claim) }
  const back = tried && passTry(db, givenTry(tried), where)
  return {
    ...spend(db, spending, { ...where, now: claim.now }),
    forgivenCodes: forgiveSecondSteps(db, userId, where.condition),
    ...(back && { uncountedTry: back.uncounted, passed: back.passed }),
  }
}
