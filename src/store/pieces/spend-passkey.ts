import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { passkeys } from '../tables/passkeys.ts'
import { isClaimed } from './challenge.ts'
import { type CarriedChallenge, type GivenChallenge, isUnspent, spendChallenge } from './carried-challenge.ts'

/** A passkey that was right. `signCount` and `backedUp` are what the authenticator says now. */
export type UsedPasskey = {
  kind: 'passkey'
  id: string
  signCount: number
  backedUp: boolean
  challenge: CarriedChallenge
}

/** The same as a statement has it. */
export type GivenPasskey = {
  kind: 'passkey'
  id: Given<string>
  signCount: Given<number>
  backedUp: boolean | SQL
  challenge: GivenChallenge
}

/** The counter has gone on, or the authenticator does not count (WebAuthn L3 §6.1.1). */
export const goesOn = (signCount: Given<number>) =>
  or(sql`${passkeys.signCount} < ${signCount}`, sql`${passkeys.signCount} = 0 and ${signCount} = 0`)

/** Holds while the challenge is not spent, the passkey is there, and its counter is behind. */
export const isUsable = ({ id, signCount, challenge }: GivenPasskey, userId: Given<string>): SQL => {
  const isThis = and(
    eq(passkeys.id, id),
    eq(passkeys.userId, userId),
    isNull(passkeys.removedAt),
    goesOn(signCount),
  )
  return sql`(${isUnspent(challenge)} and exists (select 1 from ${passkeys} where ${isThis}))`
}

/** Two statements: the challenge is spent, and the passkey has been used. Run again they change nothing more. */
export const spendPasskey = (
  db: Database,
  used: GivenPasskey,
  { userId, condition, now }: { userId: Given<string>; condition?: SQL | undefined; now: Given<number> },
) => ({
  signed: spendChallenge(db, used.challenge, {
    purpose: 'passkey',
    userId,
    now,
    condition: and(isUsable(used, userId), condition),
  }),
  spent: db
    .update(passkeys)
    .set({
      signCount: sql`max(${passkeys.signCount}, ${used.signCount})`,
      backedUp: used.backedUp,
      lastUsedAt: now,
    })
    .where(and(eq(passkeys.id, used.id), isClaimed(used.challenge)))
    .returning({ id: passkeys.id }),
})
