import { eq } from 'drizzle-orm'
import type { Connection } from '../../connection.ts'
import { transaction } from '../../database.ts'
import { type Account, account } from '../../pieces/account.ts'
import type { Ending } from '../../pieces/end-everything.ts'
import { ids } from '../../pieces/end-sessions.ts'
import { erase } from '../../pieces/erase.ts'
import { onlyOnce } from '../../repetition.ts'
import { users } from '../../tables/users.ts'

/**
 * Deletes a user and everything that is kept under their id. Undefined when nobody has this id; a second run
 * cannot know that the first one deleted them.
 */
export const deleteAccount = ({ db }: Connection) =>
  onlyOnce(
    async ({ userId, by, now }: Ending): Promise<{ account: Account; ended: string[] } | undefined> => {
      const { found, gone } = await transaction(db, {
        found: db.select(account).from(users).where(eq(users.id, userId)),
        ...erase(db, { userId, by, now }),
      })
      return found[0] && { account: found[0], ended: ids(gone) }
    },
  )
