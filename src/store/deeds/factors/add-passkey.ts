import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { previousChangedOne } from '../../pieces/budgets.ts'
import { isClaimed } from '../../pieces/challenge.ts'
import { endSessions, ids } from '../../pieces/end-sessions.ts'
import { insertWhen } from '../../pieces/insert-when.ts'
import { isLive, sessionIsOf } from '../../pieces/live-session.ts'
import { type CarriedChallenge, spendChallenge } from '../../pieces/carried-challenge.ts'
import { isPasskeyOf } from '../../pieces/passkeys.ts'
import { provenAnew } from '../../pieces/proven-anew.ts'
import { replaceRecoveryCodes } from '../../pieces/recovery-codes.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { type NewPasskey, type Passkey, passkeys } from '../../tables/passkeys.ts'
import { type Session, sessions } from '../../tables/sessions.ts'
import { type User, users } from '../../tables/users.ts'

/** Gives the account its handle, which it keeps, and answers the passkeys that it has. Undefined when the session has ended. */
export const startPasskey = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      handle,
      rpId,
      now,
    }: {
      sid: string
      userId: string
      /** Of an account that has none yet. */
      handle: string
      rpId: string
      now: number
    }): Promise<{ handle: string; existing: Passkey[] } | undefined> => {
      const {
        user: [user],
        existing,
      } = await transaction(db, {
        user: db
          .update(users)
          .set({ webauthnHandle: sql`coalesce(${users.webauthnHandle}, ${handle})` })
          .where(and(eq(users.id, userId), sessionIsOf(sid, userId, { now, notBefore })))
          .returning({ handle: sql<string>`${users.webauthnHandle}` }),
        existing: db.select().from(passkeys).where(isPasskeyOf(userId, rpId)),
      })
      return user && { handle: user.handle, existing }
    },
  )

/** Of the first factor of an account that may not be without one: its second step comes on. */
type First = {
  /** Of recovery codes. */
  macs: readonly string[]
  /** Names this request. */
  by: string
}

/**
 * Stores a new passkey, and spends its challenge. The first factor that an account is asked for brings the second
 * step and recovery codes, and every other session ends. Undefined when the challenge is
 * spent, somebody has the credential already, the account has `max` passkeys, or the session has ended.
 */
export const addPasskey = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      passkey,
      challenge,
      max,
      proves,
      first,
      line,
      now,
    }: {
      sid: string
      passkey: NewPasskey
      challenge: CarriedChallenge
      max: number
      /** The kind of proof that adding it is: the session has given it then. */
      proves: string | undefined
      first: First | undefined
      line: Line
      now: number
    }): Promise<{ user: User; session: Session; ended: string[] } | undefined> => {
      const { id, userId } = passkey
      const at = { now, notBefore }
      const isFull = sql`(select count(*) from ${passkeys} where ${passkeys.userId} = ${userId} and ${isNull(passkeys.removedAt)}) >= ${max}`
      const isDone = sql`exists (select 1 from ${passkeys} where ${passkeys.id} = ${id})`
      const outcome = await transaction(db, {
        signed: spendChallenge(db, challenge, {
          purpose: 'passkey',
          userId,
          now,
          condition: and(sessionIsOf(sid, userId, at), sql`not (${isFull})`),
        }),
        added: insertWhen(db, passkeys, passkey, sql`where ${isClaimed(challenge)}`),
        ...(proves !== undefined && {
          proven: db
            .update(sessions)
            .set(provenAnew({ kind: proves, passkeyId: id, isSecondStep: true, now }))
            .where(and(eq(sessions.id, sid), previousChangedOne)),
        }),
        ...(first && {
          switchedOn: db
            .update(users)
            .set({ secondStepAt: sql`coalesce(${users.secondStepAt}, ${now})`, updatedAt: now })
            .where(and(eq(users.id, userId), isDone)),
          ...replaceRecoveryCodes(db, { userId, macs: first.macs, now, condition: isDone }),
        }),
        ended: endSessions(db, {
          userId,
          reason: 'second_step_changed',
          by: first?.by ?? id,
          keep: sid,
          now,
          condition: first ? isDone : sql`false`,
        }),
        line: writeLine(db, line, { subject: userId, condition: isDone }),
        session: db
          .select()
          .from(sessions)
          .where(and(eq(sessions.id, sid), eq(sessions.userId, userId), isLive(at), isDone)),
        user: db.select().from(users).where(eq(users.id, userId)),
      })
      const [[session], [user]] = [outcome.session, outcome.user]
      return session && user && { session, user, ended: ids(outcome.ended) }
    },
  )
