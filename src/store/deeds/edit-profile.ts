import { eq } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Held, userOfHeld } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { type Profile, type User, users } from '../tables/users.ts'

/** Changes the members that are named; nothing when the session is not held. */
export const editProfile = ({ db, notBefore }: Connection) =>
  repeatable(
    async ({
      held,
      changes,
      now,
    }: {
      held: Held
      changes: Partial<Profile & Pick<User, 'language'>>
      now: number
    }): Promise<User | undefined> => {
      const [user] = await db
        .update(users)
        .set({ ...changes, updatedAt: now })
        .where(eq(users.id, userOfHeld(held, { now, notBefore })))
        .returning()
      return user
    },
  )
