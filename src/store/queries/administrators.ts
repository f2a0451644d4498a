import { and, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { repeatable } from '../repetition.ts'
import { type User, users } from '../tables/users.ts'

/** D1 takes a hundred parameters. */
const MOST_LISTED = 50

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
        .where(
          and(
            // Text, not a parameter: only then SQLite takes the index of administrators.
            or(sql`${users.role} = 'admin'`, inArray(users.email, listed.slice(0, MOST_LISTED))),
            isNotNull(users.verifiedAt),
            isNull(users.disabledAt),
          ),
        )
        .limit(limit),
  )
