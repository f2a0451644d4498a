import { and, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { endSessions, ids } from '../../pieces/end-sessions.ts'
import { type Held, isHeld, isLive, userOfHeld } from '../../pieces/live-session.ts'
import { provenAnew } from '../../pieces/proven-anew.ts'
import { replaceRecoveryCodes } from '../../pieces/recovery-codes.ts'
import { withoutReset } from '../../pieces/second-step-reset.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { onlyOnce } from '../../repetition.ts'
import { recoveryCodes } from '../../tables/recovery-codes.ts'
import { type Session, sessions } from '../../tables/sessions.ts'
import { type Totp, totp } from '../../tables/totp.ts'
import { type User, users } from '../../tables/users.ts'

/** Codes that may be tried of one app: whoever holds a copy of a token must not guess what its owner sets up. */
const MAX_TRIES = 5

/**
 * Counts a try of the app that a session is setting up, not older than `since`, before anybody compares. Undefined
 * when the session is not held.
 */
export const tryPendingTotp = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      held,
      since,
      now,
    }: {
      held: Held
      since: number
      now: number
    }): Promise<{ pending: Totp | undefined } | undefined> => {
      const at = { now, notBefore }
      const { live, pending } = await transaction(db, {
        live: db.select({ id: sessions.id }).from(sessions).where(isHeld(held, at)),
        pending: db
          .update(totp)
          .set({ tries: sql`${totp.tries} + 1` })
          .where(
            and(
              eq(totp.userId, userOfHeld(held, at)),
              eq(totp.sessionId, held.sid),
              isNull(totp.confirmedAt),
              gt(totp.createdAt, since),
              lt(totp.tries, MAX_TRIES),
            ),
          )
          .returning(),
      })
      return live.length === 1 ? { pending: pending[0] } : undefined
    },
  )

/**
 * The app counts from now on, instead of an earlier one, and the account asks for a second step. Every other session
 * ends: nobody knows who else has one. The caller's goes on with new tokens. Undefined when somebody else was first,
 * or the session has ended.
 */
export const confirmTotp = ({ db, notBefore }: Connection) =>
  onlyOnce(
    async ({
      sid,
      userId,
      id,
      step,
      macs,
      by,
      kind,
      line,
      now,
    }: {
      sid: string
      userId: string
      /** Of the app. */
      id: string
      step: number
      macs: readonly string[]
      /** Names this request. */
      by: string
      /** The kind of proof that the session has from now on. */
      kind: string
      line: Line
      now: number
    }): Promise<{ session: Session; user: User; ended: string[] } | undefined> => {
      const isThis = and(eq(sessions.id, sid), eq(sessions.userId, userId), isLive({ now, notBefore }))
      const isPending = and(
        eq(totp.id, id),
        eq(totp.userId, userId),
        eq(totp.sessionId, sid),
        isNull(totp.confirmedAt),
        sql`exists (select 1 from ${sessions} where ${isThis})`,
      )
      // Its codes name this request. The same form can be sent twice within a millisecond.
      const isDone = sql`exists (select 1 from ${recoveryCodes} where ${recoveryCodes.mac} = ${macs[0] ?? ''})`
      const condition = sql`exists (select 1 from ${totp} where ${isPending})`
      const outcome = await transaction(db, {
        ...replaceRecoveryCodes(db, { userId, macs, now, condition }),
        confirmed: db
          .update(totp)
          .set({ confirmedAt: now, lastStep: step })
          .where(and(isPending, isDone))
          .returning({ id: totp.id }),
        earlier: db
          .update(totp)
          .set({ removedAt: now })
          .where(and(eq(totp.userId, userId), ne(totp.id, id), isNull(totp.removedAt), isDone)),
        user: db
          .update(users)
          .set({
            secondStepAt: sql`coalesce(${users.secondStepAt}, ${now})`,
            ...withoutReset,
            updatedAt: now,
          })
          .where(and(eq(users.id, userId), isDone))
          .returning(),
        session: db
          .update(sessions)
          .set(provenAnew({ kind, passkeyId: undefined, isSecondStep: true, now }))
          .where(and(isThis, isDone))
          .returning(),
        line: writeLine(db, line, { subject: userId, condition: isDone }),
        ended: endSessions(db, {
          userId,
          reason: 'second_step_changed',
          by,
          keep: sid,
          now,
          condition: isDone,
        }),
      })
      const [user] = outcome.user
      const [session] = outcome.session
      return outcome.confirmed.length === 1 && user && session
        ? { user, session, ended: ids(outcome.ended) }
        : undefined
    },
  )
