import { eq } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type SeenUser, seenUser } from '../pieces/last-login.ts'
import { type Held, userOfHeld } from '../pieces/live-session.ts'
import { transaction } from '../database.ts'
import { type Line, writeLine } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { type Profile, type User, users } from '../tables/users.ts'

/** Changes the members that are named; nothing when the session is not held. */
export const editProfile = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      changes,
      line,
      now,
    }: {
      held: Held
      changes: Partial<Profile & Pick<User, 'language'>>
      line: Line
      now: number
    }): Promise<SeenUser | undefined> => {
      const userId = userOfHeld(held, { now, notBefore })
      const {
        user: [user],
      } = await transaction(db, {
        user: db
          .update(users)
          .set({ ...changes, updatedAt: now })
          .where(eq(users.id, userId))
          .returning(seenUser()),
        line: writeLine(db, line, { subject: userId }),
      })
      return user
    },
  )
