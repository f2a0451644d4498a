import { and, eq, gt, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { sessions } from '../tables/sessions.ts'

/** Holds for what this request has ended already, when the answer of its first run was lost. */
export const isEndedBy = (by: Given<string>) => eq(sessions.revokedBy, by)

/** Not ended, or ended by this request. */
export const isEndable = (by: Given<string>) => or(isNull(sessions.revokedAt), isEndedBy(by))

/**
 * An access token may live this long after the last rotation of its session: the bound of ACCESS_TOKEN_TTL, five
 * minutes for the token that a page has got at the end of that, and a minute for clocks that differ.
 */
const ACCESS_TOKENS_MS = 86_400_000 + 300_000 + 60_000

/**
 * An app's token names the session that the app's came from, and is refused when that has ended. It may be younger than
 * every token of that one.
 */
const appsMayHaveTokens = (at: Given<number>) =>
  sql`exists (select 1 from ${sessions} as child where child.parent_id = ${sessions.id} and child.expires_at > ${at} and child.idle_expires_at > ${at} and child.rotated_at > ${at} - ${ACCESS_TOKENS_MS})`

/**
 * Holds while an access token of a session may live, or one of an app's that came from it. The end of any other session
 * need not be announced.
 */
export const mayHaveTokens = (at: Given<number>) =>
  or(
    and(
      gt(sessions.expiresAt, at),
      gt(sessions.idleExpiresAt, at),
      gt(sessions.rotatedAt, sql`${at} - ${ACCESS_TOKENS_MS}`),
    ),
    appsMayHaveTokens(at),
  )

/** The id of a session whose end is to be announced. */
const toAnnounce = (now: Given<number>) => ({
  id: sql<string | null>`case when ${mayHaveTokens(now)} then ${sessions.id} end`.as('id'),
})

/**
 * Ends the sessions of a user, all but `keep`, where `condition` holds, and `earlier`. `by` is the request's own name.
 * Answers the ids of those whose access tokens may live: no more than a user can have at once.
 *
 * @param earlier the session that the browser had before it signed in anew, whosever it was, and what has to hold:
 *   whoever planted its cookie does not get to watch
 */
export const endSessions = (
  db: Database,
  {
    userId,
    reason,
    by,
    keep,
    now,
    condition,
    earlier,
  }: {
    userId: Given<string>
    reason: string
    by: Given<string>
    keep?: Given<string> | undefined
    now: Given<number>
    condition: SQL | undefined
    earlier?: { sid: Given<string>; condition: SQL } | undefined
  },
) => {
  // What a first run of this request has ended it finds again, whatever has become of the condition.
  const isOwn = and(
    eq(sessions.userId, userId),
    or(isEndedBy(by), and(isNull(sessions.revokedAt), condition)),
  )
  const endsEarlier = earlier && and(eq(sessions.id, earlier.sid), isEndable(by), earlier.condition)
  return db
    .update(sessions)
    .set({
      revokedAt: now,
      // What an earlier statement of this request has ended keeps its reason.
      revokedReason: endsEarlier
        ? sql`coalesce(${sessions.revokedReason}, case when ${endsEarlier} then 'signed_in_anew' else ${reason} end)`
        : sql`coalesce(${sessions.revokedReason}, ${reason})`,
      revokedBy: by,
    })
    .where(and(or(isOwn, endsEarlier), keep === undefined ? undefined : ne(sessions.id, keep)))
    .returning(toAnnounce(now))
}

/**
 * Ends the sessions of an app where `condition` holds, and answers as `endSessions` does. It reads all sessions: for
 * operators, not for requests.
 */
export const endSessionsOfApp = (
  db: Database,
  {
    appId,
    reason,
    by,
    now,
    condition,
  }: { appId: string; reason: string; by: string; now: number; condition: SQL | undefined },
) =>
  db
    .update(sessions)
    .set({ revokedAt: now, revokedReason: reason, revokedBy: by })
    .where(and(eq(sessions.appId, appId), or(isEndedBy(by), and(isNull(sessions.revokedAt), condition))))
    .returning(toAnnounce(now))

export const ids = (rows: readonly { id: string | null }[]) => rows.flatMap(({ id }) => id ?? [])
