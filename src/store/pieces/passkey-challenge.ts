import { type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { challenges } from '../tables/challenges.ts'
import { insertWhen } from './insert-when.ts'

/** The challenge that a passkey has signed, and the name of the one request that spends it. */
export type SignedChallenge = { id: string; expiresAt: number; claim: string }

/** Holds while nobody has spent it. */
export const isUnspent = ({ id }: SignedChallenge) =>
  sql`not exists (select 1 from ${challenges} where ${challenges.id} = ${id})`

/**
 * Spends a challenge where `condition` holds. It is nowhere before: the row is what spends it, so of any number of
 * requests one enters it.
 */
export const spendChallenge = (
  db: Database,
  { id, expiresAt, claim }: SignedChallenge,
  { userId, now, condition }: { userId: Given<string>; now: number; condition: SQL | undefined },
) =>
  insertWhen(
    db,
    challenges,
    {
      id,
      subject: userId,
      purpose: 'passkey',
      tries: 0,
      createdAt: now,
      expiresAt,
      consumedAt: now,
      claim,
    },
    sql`where ${condition}`,
  )
