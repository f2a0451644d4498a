import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { passkeys } from '../tables/passkeys.ts'
import { isClaimed } from './challenge.ts'
import { isUnspent, type CarriedChallenge, spendChallenge } from './carried-challenge.ts'

/** A passkey that was right. `signCount` and `backedUp` are what the authenticator says now. */
export type UsedPasskey = {
  kind: 'passkey'
  id: string
  signCount: number
  backedUp: boolean
  challenge: CarriedChallenge
}

/** The counter has gone on, or the authenticator does not count (WebAuthn L3 §6.1.1). */
export const goesOn = (signCount: number) =>
  or(sql`${passkeys.signCount} < ${signCount}`, sql`${passkeys.signCount} = 0 and ${signCount} = 0`)

/** Holds while the challenge is not spent, the passkey is there, and its counter is behind. */
export const isUsable = ({ id, signCount, challenge }: UsedPasskey, userId: Given<string>): SQL => {
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
  used: UsedPasskey,
  { userId, condition, now }: { userId: Given<string>; condition?: SQL | undefined; now: number },
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
