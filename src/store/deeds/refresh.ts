import { and, eq, gt, gte, lt, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Connection } from '../connection.ts'
import { places, transaction } from '../database.ts'
import { deviceList, isDeviceOf } from '../pieces/account-proof.ts'
import { previousChangedOne } from '../pieces/budgets.ts'
import { isEndedBy } from '../pieces/end-sessions.ts'
import { isLive } from '../pieces/live-session.ts'
import { ofUser, rotate, type SessionWithUser, withUser } from '../pieces/rotate-session.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { sessions } from '../tables/sessions.ts'
import type { User } from '../tables/users.ts'

/** A refresh token that came, by what it says, and who brought it. */
type Presented = {
  sid: string
  generation: number
  userAgent: string | null
  ipPrefix: string | null
  now: number
}

/** Devices by the tokens that were sent. */
type Devices = readonly { userId: string; epoch: number }[]

/** How often, and for how long, a token that is used up may come again. */
export type Bounds = { graceMs: number; maxRepeats: number; lateWithinMs: number; maxLateRepeats: number }

/** The present generation gives way to the next: a session for exactly one of any number of callers. */
export function rotateSession({ db, notBefore }: Connection) {
  const prepare = () => {
    const { sid, generation, now, idleExpiresAt, ...origin } = places(
      'sid',
      'generation',
      'now',
      'idleExpiresAt',
      'userAgent',
      'ipPrefix',
    )
    return rotate(db, { sid, generation, idleExpiresAt, ...origin }, { now, notBefore }).prepare()
  }
  let statement: ReturnType<typeof prepare> | undefined
  return repeatable(
    async (presented: Presented & { idleExpiresAt: number }): Promise<SessionWithUser | undefined> => {
      statement ??= prepare()
      const [session] = await statement.execute(presented)
      return session
    },
  )
}

/** `=`, that also holds for two absent values, and never answers null. */
const is = (column: AnySQLiteColumn, value: string | number | null) => sql`${column} is ${value}`

/** The two ways in which the predecessor of the present token may come again. Exactly one of them can hold. */
function repetitions(
  { generation, userAgent, ipPrefix, now }: Presented,
  { bounds, devices }: { bounds: Bounds; devices: Devices },
): { inGrace: SQL | undefined; late: SQL | undefined; isReplaced: SQL | undefined; mayCountAnew: SQL } {
  const graceBegan = now - bounds.graceMs
  /** One proof or several have made the present token without that one. For a while another tab may not know. */
  const isReplaced = and(
    is(sessions.previousGeneration, null),
    gt(sessions.generation, generation),
    gte(sessions.rotatedAt, graceBegan),
  )
  const isPredecessor = is(sessions.previousGeneration, generation)
  const mayCountAnew = sql`coalesce(${sessions.lateSince}, 0) <= ${now - bounds.lateWithinMs}`
  const isSameNetwork = or(
    is(sessions.ipPrefix, ipPrefix),
    isDeviceOf(deviceList(devices), sql<string>`${sessions.userId}`),
  )
  return {
    inGrace: and(isPredecessor, gte(sessions.rotatedAt, graceBegan), lt(sessions.repeats, bounds.maxRepeats)),
    late: and(
      isPredecessor,
      lt(sessions.rotatedAt, graceBegan),
      is(sessions.userAgent, userAgent),
      isSameNetwork,
      or(mayCountAnew, lt(sessions.lateRepeats, bounds.maxLateRepeats)),
    ),
    isReplaced,
    mayCountAnew,
  }
}

/**
 * For a token that is not the present one. Its predecessor gets the present one again for a while. Later it
 * gets another one, for an answer that was lost: nobody has used the present one, which is burnt. Every other
 * token of a live session means that two parties hold it, and ends it. One transaction decides: the ending
 * comes first, and of what it spares one of the two others takes place. A token that a proof has replaced just now is
 * refused, and ends nothing. `by` is the request's own name. `lines` says what the owner reads of each outcome, and
 * `elsewhere` is added where it came from another network than the session.
 */
export const repeatOrEnd = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      by,
      bounds,
      devices,
      idleExpiresAt,
      lines,
      elsewhere,
      ...presented
    }: Presented & {
      by: string
      bounds: Bounds
      devices: Devices
      idleExpiresAt: number
      lines: Record<'repeated' | 'replaced' | 'reused', Line>
      elsewhere: string
    }): Promise<{
      repeated: SessionWithUser | undefined
      replaced: SessionWithUser | undefined
      reused: (Pick<User, 'email' | 'language' | 'verifiedAt'> & { userId: string }) | undefined
    }> => {
      const { sid, generation, now } = presented
      const { inGrace, late, isReplaced, mayCountAnew } = repetitions(presented, { bounds, devices })
      const isThis = eq(sessions.id, sid)
      const isAlive = isLive({ now, notBefore })
      const isSpared = sql`((${inGrace}) or (${late}) or (${isReplaced}))`
      const subject = sql<string>`(select ${sessions.userId} from ${sessions} where ${isThis})`
      const isSameNetwork = sql`(select ${is(sessions.ipPrefix, presented.ipPrefix)} from ${sessions} where ${isThis})`
      // It directly follows the statement that it tells of.
      const lineOf = (line: Line) =>
        writeLine(
          db,
          {
            ...line,
            reason: sql`${line.reason} || case when ${isSameNetwork} then '' else ${elsewhere} end`,
          },
          { subject, condition: previousChangedOne },
        )
      const { reused, repeated, replaced } = await transaction(db, {
        reused: db
          .update(sessions)
          .set({ revokedAt: now, revokedReason: 'refresh_token_reused', revokedBy: by })
          .where(and(isThis, or(isAlive, isEndedBy(by)), ne(sessions.generation, generation), not(isSpared)))
          .returning({
            userId: sessions.userId,
            email: ofUser('email'),
            language: ofUser('language'),
            verifiedAt: ofUser('verifiedAt'),
          }),
        reusedLine: writeLine(db, lines.reused, { subject, condition: previousChangedOne }),
        repeated: db
          .update(sessions)
          .set({ repeats: sql`${sessions.repeats} + 1` })
          .where(and(isThis, isAlive, inGrace))
          .returning(withUser()),
        repeatedLine: lineOf(lines.repeated),
        replaced: db
          .update(sessions)
          .set({
            generation: sql`${sessions.generation} + 1`,
            rotatedAt: now,
            repeats: 0,
            lateRepeats: sql`case when ${mayCountAnew} then 1 else ${sessions.lateRepeats} + 1 end`,
            lateSince: sql`case when ${mayCountAnew} then ${now} else ${sessions.lateSince} end`,
            idleExpiresAt: sql`min(${idleExpiresAt}, ${sessions.expiresAt})`,
          })
          .where(and(isThis, isAlive, late))
          .returning(withUser()),
        replacedLine: lineOf(lines.replaced),
      })
      return { repeated: repeated[0], replaced: replaced[0], reused: reused[0] }
    },
  )
