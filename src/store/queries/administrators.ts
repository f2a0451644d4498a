import type { Connection } from '../connection.ts'
import { isAdministrator } from '../pieces/last-administrator.ts'
import { repeatable } from '../repetition.ts'
import { type User, users } from '../tables/users.ts'

/** Some of those who are administrators now: by a role that was granted, or by an address that is listed. */
export const administrators = ({ db }: Connection) =>
  repeatable(
    async ({
      listed,
      limit,
    }: {
      listed: readonly string[]
      limit: number
    }): Promise<Pick<User, 'id' | 'email' | 'language'>[]> =>
      db
        .select({ id: users.id, email: users.email, language: users.language })
        .from(users)
        .where(isAdministrator(listed))
        .limit(limit),
  )
