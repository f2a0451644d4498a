import { and, eq, isNull, ne, not, or, sql } from 'drizzle-orm'
import type { HashingConnection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type AccountProof, isProvenBy } from '../pieces/account-proof.ts'
import {
  type Budget,
  forgive,
  listOf,
  notSpent,
  readBudgets,
  spentUntil,
  takeAll,
} from '../pieces/budgets.ts'
import { isUnspent, spendChallenge } from '../pieces/carried-challenge.ts'
import { type Claim, claimByCode, isClaimable, isClaimed, supersede } from '../pieces/challenge.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { openSession } from '../pieces/open-session.ts'
import { calm } from '../pieces/mail-bucket.ts'
import { isOwned, yielding } from '../pieces/owner.ts'
import { forgetFailures } from '../pieces/password-failures.ts'
import type { Line } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { connections, type NewConnection } from '../tables/connections.ts'
import type { NewSession } from '../tables/sessions.ts'
import { type Profile, type User, users } from '../tables/users.ts'

type Given = {
  claim: Claim
  /** The account as it is to be, with a new id. */
  user: User
  /** What the request says of the owner. The rest of a profile that is there already stays. */
  profile: Partial<Profile>
  session: NewSession
  /** It shows whether an unverified account is the caller's. */
  accountProof: AccountProof
  /** The session that the browser had before: it ends. */
  earlierSid: string | undefined
  line: Line
  surviving: readonly Purpose[]
  /** Where the mail itself is redeemed, and no proof that it has given way to. */
  byMail?: Redeemed | undefined
  /** Where a provider has proven the mailbox: until when its state is good, and the account there. */
  byProvider?: { expiresAt: number; connection: NewConnection } | undefined
}

type Redeemed = {
  /** Wrong codes and addresses: a success takes them back. */
  failures: readonly Budget[]
  /** With one of these spent nothing is redeemed. */
  unlessSpent: readonly Budget[]
  /** Of the mails to this address. */
  bucket: string
  /** Names of the address in the ledger: what else was begun there ends. */
  addressSubjects: readonly string[]
  /** Of the client: the account takes one of each, and none is made where one of them is spent. */
  registrations: readonly [Budget, ...Budget[]]
}

type Created =
  | { user: User; ended: string[]; retryAt?: undefined }
  | { retryAt: number; user?: undefined; ended?: undefined }

/**
 * Makes a verified account for a proven mailbox. An unverified account of somebody else yields: it is erased
 * with all that was planted in it (pre-account hijack). The caller's own keeps its id, and is confirmed with
 * the new password. The account comes first and the claim depends on it: when the address has got an owner
 * meanwhile, the proof stays good. `retryAt` is there when the client has opened too many. Undefined when nothing was done.
 */
export const createAccount = ({ db, notBefore, passwordIterations }: HashingConnection) =>
  repeatable(
    async ({
      claim,
      user,
      profile,
      session,
      accountProof,
      earlierSid,
      line,
      surviving,
      byMail,
      byProvider,
    }: Given): Promise<Created | undefined> => {
      const { now } = claim
      const { email } = user
      // What a provider has sent back is nowhere before it is used.
      const isRight = byProvider
        ? and(or(isUnspent(claim), isClaimed(claim)), isNew(byProvider.connection))
        : sql`exists (select 1 from ${challenges} where ${isClaimable(claim, notBefore)})`
      const isFree = and(
        isRight,
        not(isOwned(email, { now, notBefore })),
        byMail && notSpent([...byMail.unlessSpent, ...byMail.registrations], now),
      )
      const isCallers = isProvenBy(accountProof, sql`${users.id}`, { now, notBefore })
      const isOurs = and(eq(users.email, email), eq(users.changedBy, claim.claim))
      const userId = sql<string>`(select ${users.id} from ${users} where ${isOurs})`
      const claimed = isClaimed(claim)
      const { password, language, verifiedAt } = user
      const opening = openSession(db, {
        session: { ...session, userId },
        source: { where: claimed },
        others: { all: 'account_taken_over' },
        line,
        kind: 'registration',
        earlierSid,
        at: { now, notBefore },
      })
      // Of a run whose answer was lost it is not: what was taken then is not taken again.
      const isMade = sql`exists (select 1 from ${users} where ${isOurs})`
      const isFirst = byProvider
        ? sql`${isMade} and ${isUnspent(claim)}`
        : sql`${isMade} and exists (select 1 from ${challenges} where ${and(eq(challenges.id, claim.id), isNull(challenges.consumedAt))})`
      const outcome = await transaction(db, {
        ...(byMail && { windows: readBudgets(db, listOf(byMail.registrations, now)) }),
        ...erase(db, { userId: yielding(email, not(isCallers)), by: claim.claim, now, condition: isFree }),
        confirmed: db
          .update(users)
          .set({
            ...profile,
            password,
            language,
            verifiedAt,
            warnedAt: null,
            updatedAt: now,
            changedBy: claim.claim,
            securityVersion: sql`${users.securityVersion} + 1`,
            deviceEpoch: sql`${users.deviceEpoch} + 1`,
          })
          .where(and(eq(users.id, yielding(email)), isFree)),
        account: insertWhen(
          db,
          users,
          { ...user, changedBy: claim.claim },
          sql`where ${isFree} and not exists (select 1 from ${users} where ${users.email} = ${email})`,
        ),
        ...(byMail && {
          taken: takeAll(db, now, { list: listOf(byMail.registrations, now), condition: isFirst }),
        }),
        ...(byProvider
          ? {
              claimed: spendChallenge(
                db,
                { ...claim, expiresAt: byProvider.expiresAt },
                { purpose: claim.purpose, userId, now, condition: isMade },
              ),
              connected: insertWhen(
                db,
                connections,
                { ...byProvider.connection, userId },
                sql`where ${claimed}`,
              ),
            }
          : claimByCode({ db, notBefore }, claim, isMade)),
        ...(byMail && {
          ...(byMail.failures.length > 0 && { forgivenCodes: forgive(db, byMail.failures, claimed) }),
          calmed: calm(db, byMail.bucket, claimed),
          ofAddress: supersede(db, {
            subject: byMail.addressSubjects,
            which: { allBut: surviving },
            now,
            condition: claimed,
          }),
        }),
        session: opening.session,
        ended: opening.ended,
        line: opening.line,
        superseded: supersede(db, { subject: userId, which: { allBut: surviving }, now, condition: claimed }),
        forgiven: forgetFailures(db, userId, claimed),
        costliest: raiseCostliestHash(db, passwordIterations),
        owner: db.select().from(users).where(and(isOurs, claimed)),
      })
      const [owner] = outcome.owner
      if (owner)
        return {
          user: owner,
          ended: ids([...outcome.gone, ...outcome.ended]),
        }
      const retryAt = byMail && spentUntil(outcome.windows ?? [], byMail.registrations, now)
      return retryAt === undefined ? undefined : { retryAt }
    },
  )

/** Nobody is connected with this account at a provider. */
const isNew = ({ id, issuer, subject }: NewConnection) =>
  sql`not exists (select 1 from ${connections} where ${and(
    eq(connections.issuer, issuer),
    eq(connections.subject, subject),
    ne(connections.id, id),
  )})`
