import { eq } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { challenges } from '../tables/challenges.ts'
import { type User, users } from '../tables/users.ts'
import type { Liveness } from './live-session.ts'
import { isOwned } from './owner.ts'

/** Who has an address. It can be owned without an account there, by who may come back to it. */
export type Holder = { account: User | undefined; owned: boolean }

/** What a challenge is about, and who has the address that it was mailed to: one row, if there is the challenge. */
export const readAddress = (db: Database, { id, email }: { id: string; email: string }, at: Liveness) =>
  db
    .select({ subject: challenges.subject, user: users, owned: isOwned(email, at) })
    .from(challenges)
    .leftJoin(users, eq(users.email, email))
    .where(eq(challenges.id, id))

export const holderIn = ([row]: { user: User | null; owned: boolean }[]): Holder => ({
  account: row?.user ?? undefined,
  owned: row?.owned ?? false,
})
