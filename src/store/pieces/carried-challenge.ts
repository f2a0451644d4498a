import { type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { challenges, type Purpose } from '../tables/challenges.ts'
import { insertWhen } from './insert-when.ts'

/**
 * A challenge that only its holder has, such as what a passkey has signed or the state that came back from a provider.
 * `claim` names the one request that spends it.
 */
export type CarriedChallenge = { id: string; expiresAt: number; claim: string }
/** The same as a statement has it. */
export type GivenChallenge = { id: Given<string>; expiresAt: Given<number>; claim: Given<string> }

/** Holds while nobody has spent it. */
export const isUnspent = ({ id }: Pick<GivenChallenge, 'id'>) =>
  sql`not exists (select 1 from ${challenges} where ${challenges.id} = ${id})`

/**
 * Spends a challenge where `condition` holds. It is nowhere before: the row is what spends it, so of any number of
 * requests one enters it.
 */
export const spendChallenge = (
  db: Database,
  { id, expiresAt, claim }: GivenChallenge,
  {
    purpose,
    userId,
    now,
    condition,
  }: { purpose: Purpose; userId: Given<string>; now: Given<number>; condition: SQL | undefined },
) =>
  insertWhen(
    db,
    challenges,
    {
      id,
      subject: userId,
      purpose,
      tries: 0,
      createdAt: now,
      expiresAt,
      consumedAt: now,
      claim,
    },
    sql`where ${condition}`,
  )
