import { and, eq, isNull, not, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { supersede } from '../pieces/challenge.ts'
import { endSessions, ids } from '../pieces/end-sessions.ts'
import { erase } from '../pieces/erase.ts'
import { insertWhen } from '../pieces/insert-when.ts'
import { isLastAdministrator } from '../pieces/last-administrator.ts'
import { sessionIsOf } from '../pieces/live-session.ts'
import { isUndoOf } from '../pieces/undo-links.ts'
import { withoutReset } from '../pieces/second-step-reset.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { challenges, type NewChallenge, type Purpose } from '../tables/challenges.ts'
import { users } from '../tables/users.ts'

type Given = {
  sid: string
  userId: string
  /** Of the account as it was when its owner was fresh. */
  securityVersion: number
  /** Names the request. */
  by: string
  /** When the account is to be erased, unless an undo link is good for longer; `now` is at once. */
  erasedAt: number
  /** The link that brings the account back. It lives as long as the account. */
  link: NewChallenge
  /** Names of the address in the ledger: what was begun for it ends. */
  addressSubjects: readonly string[]
  surviving: readonly Purpose[]
  /** Of an administrator: addresses that administer besides. The last one stays. */
  administrators: readonly string[] | undefined
  /** What the owner reads of it, unless everything is erased at once. */
  line: Line
  now: number
}

export type Deletion = { ended: string[]; deletesAt: number | undefined }

/**
 * Ends everything of the account, and has it erased later or at once. It waits for the end of every link that
 * takes the account back to an address it has left. `deletesAt` is undefined when it was erased. Undefined when
 * nothing was done, `last_administrator` when that was because nobody else administers.
 */
export const deleteOwnAccount = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      securityVersion,
      by,
      erasedAt,
      link,
      addressSubjects,
      surviving,
      administrators,
      line,
      now,
    }: Given): Promise<Deletion | 'last_administrator' | undefined> => {
      const at = { now, notBefore }
      const isLast = administrators === undefined ? sql`false` : isLastAdministrator(userId, administrators)
      const isUnchanged = and(
        eq(users.securityVersion, securityVersion),
        isNull(users.deletesAt),
        sessionIsOf(sid, userId, at),
        not(isLast),
      )
      const isOurs = and(eq(users.id, userId), eq(users.changedBy, by))
      const condition = sql`exists (select 1 from ${users} where ${isOurs})`
      const isDue = sql`exists (select 1 from ${users} where ${isOurs} and ${users.deletesAt} <= ${now})`
      const outcome = await transaction(db, {
        last: db
          .select({ isLast: sql<number>`${isLast}` })
          .from(users)
          .where(eq(users.id, userId)),
        marked: db
          .update(users)
          .set({
            deletesAt: sql`max(${erasedAt}, coalesce((select max(${challenges.expiresAt}) from ${challenges} where ${isUndoOf(userId, at)}), 0))`,
            securityVersion: sql`${users.securityVersion} + 1`,
            ...withoutReset,
            changedBy: by,
            updatedAt: now,
          })
          .where(and(eq(users.id, userId), isUnchanged)),
        ended: endSessions(db, { userId, reason: 'account_deleting', by, now, condition }),
        superseded: supersede(db, {
          subject: [userId, ...addressSubjects],
          which: { allBut: surviving },
          now,
          condition,
        }),
        link: insertWhen(
          db,
          challenges,
          { ...link, expiresAt: sql`${users.deletesAt}` },
          sql`from ${users} where ${isOurs} and ${users.deletesAt} > ${now}`,
        ),
        line: writeLine(db, line, {
          subject: userId,
          condition: sql`exists (select 1 from ${users} where ${isOurs} and ${users.deletesAt} > ${now})`,
        }),
        deleting: db.select({ deletesAt: users.deletesAt }).from(users).where(isOurs),
        ...erase(db, { userId, by, now, condition: isDue }),
      })
      const [deleting] = outcome.deleting
      const ended = [...ids(outcome.ended), ...ids(outcome.gone)]
      if (deleting && deleting.deletesAt !== null && deleting.deletesAt > now)
        return { ended, deletesAt: deleting.deletesAt }
      // Of a first run whose answer was lost only the sessions are left.
      if (deleting || outcome.gone.length > 0) return { ended: [...new Set(ended)], deletesAt: undefined }
      return outcome.last[0]?.isLast === 1 ? 'last_administrator' : undefined
    },
  )
