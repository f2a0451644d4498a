import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { deviceList } from '../../pieces/account-proof.ts'
import { type Budget, forgive, notSpent } from '../../pieces/budgets.ts'
import { type Claim, claimByCode, isClaimed } from '../../pieces/challenge.ts'
import { type Factors, factorsOf } from '../../pieces/factors.ts'
import { insertWhen } from '../../pieces/insert-when.ts'
import { calm } from '../../pieces/mail-bucket.ts'
import { letsIn, openSignIn, type ToOpen } from '../../pieces/open-session.ts'
import { type SignedIn, signedIn } from '../../pieces/signed-in.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { challenges, type NewChallenge } from '../../tables/challenges.ts'
import { type User, users } from '../../tables/users.ts'

/** What is redeemed, and the account as it was read. */
type Redeemed = {
  claim: Claim
  account: Pick<User, 'id' | 'email' | 'securityVersion'>
  /** Wrong codes and addresses: a success takes them back. */
  failures: readonly Budget[]
  /** With one of these spent nothing is redeemed. */
  unlessSpent: readonly Budget[]
  /** Of the mails to this address. */
  bucket: string
}

/** Uses the mail up, if the account still lets it in. `condition` is what else has to hold of the account. */
function redeem(
  { db, notBefore }: Connection,
  { claim, account, failures, unlessSpent, bucket }: Redeemed,
  condition: SQL | undefined,
) {
  const isAccount = and(
    eq(users.id, account.id),
    eq(users.email, account.email),
    eq(users.securityVersion, account.securityVersion),
    isNotNull(users.verifiedAt),
    isNull(users.disabledAt),
    isNull(users.mailSignInOffAt),
    condition,
  )
  const claimed = isClaimed(claim)
  return {
    ...claimByCode(
      { db, notBefore },
      claim,
      and(sql`exists (select 1 from ${users} where ${isAccount})`, notSpent(unlessSpent, claim.now)),
    ),
    forgiven: forgive(db, failures, claimed),
    calmed: calm(db, bucket, claimed),
  }
}

/**
 * Opens a session for a proven mailbox, where that is enough for the account. Undefined when the mail was used by
 * another request, or the account has changed meanwhile: then nothing is used up.
 */
export const signInByMail = (connection: Connection) =>
  repeatable(
    async ({
      session,
      max,
      devices,
      earlierSid,
      line,
      ...redeemed
    }: Redeemed & ToOpen): Promise<SignedIn | undefined> => {
      const { db, notBefore } = connection
      const { claim } = redeemed
      const claimed = isClaimed(claim)
      const opening = openSignIn(db, {
        session,
        source: { where: claimed },
        others: { beyond: max },
        done: claimed,
        line,
        devices: deviceList(devices),
        earlierSid,
        at: { now: claim.now, notBefore },
      })
      const { owner, ended } = await transaction(db, {
        ...redeem(connection, redeemed, letsIn(session)),
        ...opening.opened,
        owner: opening.owner,
        ended: opening.ended,
      })
      return signedIn(owner, ended)
    },
  )

/** The same where the account asks for a second step: the sign-in waits, and answers what the account can prove itself with. */
export const askSecondStepByMail = (connection: Connection) =>
  repeatable(
    async ({
      challenge,
      ...redeemed
    }: Redeemed & { challenge: NewChallenge }): Promise<Factors | undefined> => {
      const { db } = connection
      const {
        factors: [factors],
      } = await transaction(db, {
        ...redeem(connection, redeemed, isNotNull(users.secondStepAt)),
        challenge: insertWhen(db, challenges, challenge, sql`where ${isClaimed(redeemed.claim)}`),
        factors: db
          .select(factorsOf(challenge.subject))
          .from(challenges)
          .where(eq(challenges.id, challenge.id)),
      })
      return factors
    },
  )

/** The same where the account is being deleted: nothing is opened. Answers whether the mail was this request's to use. */
export const useUpMail = (connection: Connection) =>
  repeatable(async ({ line, ...redeemed }: Redeemed & { line: Line }): Promise<boolean> => {
    const { db } = connection
    const about = { subject: redeemed.account.id, condition: isClaimed(redeemed.claim) }
    const { claimed } = await transaction(db, {
      ...redeem(connection, redeemed, isNotNull(users.deletesAt)),
      line: writeLine(db, line, about),
    })
    return claimed.length === 1
  })
