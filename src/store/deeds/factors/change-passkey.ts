import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { hasFactor } from '../../pieces/factors.ts'
import { type Held, isHeld, sessionIsOf, userOfHeld } from '../../pieces/live-session.ts'
import { getsInWithoutPasskey } from '../../pieces/ways-in.ts'
import { endWithLastFactor } from '../../pieces/without-factor.ts'
import { type Line, writeLine } from '../../pieces/write-event.ts'
import { repeatable } from '../../repetition.ts'
import { type Passkey, passkeys } from '../../tables/passkeys.ts'
import { sessions } from '../../tables/sessions.ts'

type Whose = { sid: string; userId: string; id: string; now: number }

/** Gives a passkey another name, if whoever holds the session has it. Undefined when nobody holds that. */
export const renamePasskey = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      id,
      name,
      now,
    }: {
      held: Held
      id: string
      name: string
      now: number
    }): Promise<{ renamed: Passkey | undefined } | undefined> => {
      const at = { now, notBefore }
      const { caller, renamed } = await transaction(db, {
        caller: db.select({ id: sessions.id }).from(sessions).where(isHeld(held, at)),
        renamed: db
          .update(passkeys)
          .set({ name })
          .where(
            and(eq(passkeys.id, id), eq(passkeys.userId, userOfHeld(held, at)), isNull(passkeys.removedAt)),
          )
          .returning(),
      })
      return caller[0] && { renamed: renamed[0] }
    },
  )

/**
 * Removes a passkey. With the last factor the second step goes, and the recovery codes with it. The row stays for a
 * while: a thief may have done it. The last way in stays, and so does the last factor unless `mayLackFactor`.
 */
export const removePasskey = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      sid,
      userId,
      id,
      mayLackFactor,
      offered,
      line,
      now,
    }: Whose & {
      mayLackFactor: boolean
      /** Ids of the providers that sign people in. */
      offered: readonly string[]
      line: Line
    }): Promise<'removed' | 'unknown' | 'last'> => {
      // Run again it finds what it has removed.
      const isThis = and(
        eq(passkeys.id, id),
        eq(passkeys.userId, userId),
        or(isNull(passkeys.removedAt), eq(passkeys.removedAt, now)),
      )
      const condition = sessionIsOf(sid, userId, { now, notBefore })
      const { found, removed } = await transaction(db, {
        found: db.select({ id: passkeys.id }).from(passkeys).where(and(isThis, condition)),
        removed: db
          .update(passkeys)
          .set({ removedAt: now })
          .where(
            and(
              isThis,
              condition,
              getsInWithoutPasskey(userId, id, offered),
              mayLackFactor ? undefined : hasFactor(userId, { but: id }),
            ),
          )
          .returning({ id: passkeys.id }),
        ...endWithLastFactor(db, userId, now),
        line: writeLine(db, line, {
          subject: userId,
          condition: sql`exists (select 1 from ${passkeys} where ${and(isThis, eq(passkeys.removedAt, now))})`,
        }),
      })
      if (found.length === 0) return 'unknown'
      return removed.length > 0 ? 'removed' : 'last'
    },
  )
