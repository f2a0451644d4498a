import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { places, placesOf, prepareTransaction, valuesOf } from '../../database.ts'
import { type Device, deviceList } from '../../pieces/account-proof.ts'
import { type Budget, forgive, listOf } from '../../pieces/budgets.ts'
import { type Claim, claimCounted, isClaimed } from '../../pieces/challenge.ts'
import { openSignIn, sessionPlaces } from '../../pieces/open-session.ts'
import { forgiveSecondSteps } from '../../pieces/password-failures.ts'
import { givenTry, passTry, type Try } from '../../pieces/password-try.ts'
import { readCodesLeft } from '../../pieces/recovery-codes.ts'
import { type SignedIn, signedInThere } from '../../pieces/signed-in.ts'
import { type GivenSpending, isSpendable, noteUse, spend, type Spending } from '../../pieces/spend-factor.ts'
import { type Line, linePlaces } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import type { Session } from '../../tables/sessions.ts'
import { users } from '../../tables/users.ts'

type Given = {
  /** Of the sign-in that waits. */
  claim: Claim & { counted: readonly Budget[] }
  spending: Spending
  /** Of a code of an authenticator app: its failures are taken back. */
  tried: Try | undefined
  /** Wrong codes of the hour: they are taken back. */
  wrongCodes: Budget
  securityVersion: number
  session: Session
  max: number
  devices: readonly Device[]
  /** The session that the browser had before: it ends. */
  earlierSid: string | undefined
  line: Line
  /** What the owner reads instead where the account is being deleted. */
  deleting: Line
}

/** And where it was a recovery code: those that are left. */
type Passed = SignedIn & { codesLeft: number | undefined }

/** What stands for the proof in the transaction, by its kind. */
const SPENDING = {
  totp: () => ({ kind: 'totp', ...placesOf('spending', 'id', 'step', 'secret') }),
  recovery_code: () => ({ kind: 'recovery_code', ...placesOf('spending', 'mac') }),
  passkey: () => ({
    kind: 'passkey',
    ...placesOf('spending', 'id', 'signCount', 'backedUp'),
    challenge: placesOf('challenge', 'id', 'expiresAt', 'claim'),
  }),
} as const satisfies { [Kind in Spending['kind']]: () => GivenSpending & { kind: Kind } }

/**
 * Ends a sign-in that waits: the second proof is used up, and a session opens. Undefined when either was used
 * by another request, or the account has changed since the first step. No session opens of an account that is
 * being deleted: the proofs are used up all the same.
 */
export function passSecondStep(connection: Connection) {
  const runs = {
    totp: prepare(connection, 'totp'),
    recovery_code: prepare(connection, 'recovery_code'),
    passkey: prepare(connection, 'passkey'),
  }
  return repeatable(
    async ({
      claim,
      spending,
      tried,
      wrongCodes,
      securityVersion,
      session,
      max,
      devices,
      earlierSid,
      line,
      deleting,
    }: Given): Promise<Passed | undefined> => {
      const done = await runs[spending.kind]({
        ...session,
        ...valuesOf('claim', claim),
        ...valuesOf('spending', spending),
        ...(spending.kind === 'passkey' && valuesOf('challenge', spending.challenge)),
        ...(tried && valuesOf('tried', givenTry(tried))),
        ...valuesOf('line', line),
        ...valuesOf('deleting', deleting),
        counted: listOf(claim.counted, claim.now),
        wrongCodes: wrongCodes.owner,
        securityVersion,
        max,
        devices: deviceList(devices),
        earlierSid: earlierSid ?? null,
        now: claim.now,
      })
      const signedIn = signedInThere(done)
      return signedIn && { ...signedIn, codesLeft: done.left[0]?.['codes'] as number | undefined }
    },
  )
}

function prepare({ d1, db, notBefore }: Connection, kind: Spending['kind']) {
  return prepareTransaction(d1, () => {
    const session = sessionPlaces()
    const { counted, wrongCodes, securityVersion, max, devices, earlierSid, now } = places(
      ...(['counted', 'wrongCodes', 'securityVersion', 'max', 'devices', 'earlierSid', 'now'] as const),
    )
    const claim = { ...placesOf('claim', 'id', 'claim', 'now'), purpose: 'second_step' } as const
    const spending = SPENDING[kind]()
    const { userId } = session
    const claimed = isClaimed(claim)
    const isUnchanged = and(
      eq(users.id, userId),
      eq(users.securityVersion, securityVersion),
      isNull(users.disabledAt),
    )
    const isDeleting = sql`exists (select 1 from ${users} where ${and(isUnchanged, isNotNull(users.deletesAt))})`
    const opening = openSignIn(db, {
      session,
      source: { where: claimed },
      others: { beyond: max },
      done: claimed,
      line: linePlaces(),
      otherwise: [{ line: linePlaces('deleting'), condition: sql`${claimed} and ${isDeleting}` }],
      devices,
      earlierSid,
      at: { now, notBefore },
    })
    const isPossible = sql`exists (select 1 from ${users} where ${isUnchanged}) and ${isSpendable(spending, userId)}`
    // Under a name of its own: what is given back here depends on the claim, which stands before it.
    const spent = spend(db, spending, { userId, condition: claimed, now })
    const back =
      kind === 'totp' &&
      passTry(db, placesOf('tried', 'subject', 'name', 'networks'), { userId, condition: claimed })
    return {
      ...claimCounted({ db, notBefore }, claim, { counted, condition: isPossible }),
      signed: 'signed' in spent ? spent.signed : undefined,
      spent: spent.spent,
      forgiven: kind === 'totp' ? undefined : forgiveSecondSteps(db, userId, claimed),
      uncountedTry: back ? back.uncounted : undefined,
      passed: back ? back.passed : undefined,
      ...opening.opened,
      used: noteUse(db, { kind }, { userId, condition: claimed, now }),
      owner: opening.owner,
      ended: opening.ended,
      left: readCodesLeft(db, { kind }, userId).left,
      forgivenCodes: forgive(db, [{ owner: wrongCodes }], claimed),
    }
  })
}
