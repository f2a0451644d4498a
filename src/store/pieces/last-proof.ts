import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Given } from '../database.ts'
import { passkeys } from '../tables/passkeys.ts'
import { sessions } from '../tables/sessions.ts'

/** When the user of a session last proved who they are, and since when they have the passkey that they did it with. */
export type LastProof = {
  /** Milliseconds. */
  at: number
  /** Null when it was no passkey, or one that was removed since. */
  passkeySince: number | null
}

/** Columns of a statement that finds the session. */
export function lastProofIn(sid: Given<string>) {
  const ofSession = (column: typeof sessions.authTime | typeof sessions.authPasskeyId) =>
    sql`(select ${column} from ${sessions} where ${eq(sessions.id, sid)})`
  const isThis = and(sql`${passkeys.id} = ${ofSession(sessions.authPasskeyId)}`, isNull(passkeys.removedAt))
  return {
    at: sql<number>`${ofSession(sessions.authTime)}`,
    passkeySince: sql<number | null>`(select ${passkeys.createdAt} from ${passkeys} where ${isThis})`,
  }
}
