import { and, eq, or, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { sessions } from '../tables/sessions.ts'
import { users } from '../tables/users.ts'
import { type Held, isHeld, type Liveness, userOfHeld } from './live-session.ts'

/** Nobody else may ask, and where `fresh` is there nobody whose last proof is older, or none of these kinds. */
export type Asker = { held: Held; fresh: { since: number; kinds: readonly string[] } | undefined }

/** Tokens say the moment of a proof in whole seconds, so it is compared like that. */
const isFresh = ({ since, kinds }: NonNullable<Asker['fresh']>) =>
  and(
    sql`${sessions.authTime} / 1000 * 1000 >= ${since}`,
    or(...kinds.map((kind) => sql`instr(' ' || ${sessions.authMethods} || ' ', ${` ${kind} `}) > 0`)),
  )

export const mayAsk = ({ held, fresh }: Asker, at: Liveness) =>
  sql`exists (select 1 from ${sessions} where ${and(isHeld(held, at), fresh && isFresh(fresh))})`

/** The session and its user, whether it is fresh or not. Two statements: rows of a batch have one column of each name. */
export const readAsker = (db: Database, { held }: Asker, at: Liveness) => ({
  askingSession: db.select().from(sessions).where(isHeld(held, at)),
  askingUser: db
    .select()
    .from(users)
    .where(eq(users.id, userOfHeld(held, at))),
})
