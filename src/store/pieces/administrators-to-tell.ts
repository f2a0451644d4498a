import type { Database } from '../database.ts'
import { type User, users } from '../tables/users.ts'
import type { Budget } from './budgets.ts'
import { isAdministrator } from './last-administrator.ts'
import { countNotice, readNotice } from './notices.ts'

/** What a notice to all administrators is taken from, addresses that administer besides, and how many are told. */
export type Telling = { budget: Budget; listed: readonly string[]; limit: number }

/** Some of those who are administrators now: by a role that was granted, or by an address that is listed. */
export type Administrator = Pick<User, 'id' | 'email' | 'language'>

/** Statements that directly follow the line of what an administrator has done: whom to tell of it. */
export const toBeTold = (db: Database, { budget, listed, limit }: Telling, now: number) => ({
  toldAdministrators: countNotice(db, budget, now),
  mayTell: readNotice(db, budget, now),
  administrators: db
    .select({ id: users.id, email: users.email, language: users.language })
    .from(users)
    .where(isAdministrator(listed))
    .limit(limit),
})

/** Nobody when too many notices have gone. */
export const toldIn = ({
  mayTell = [],
  administrators = [],
}: {
  mayTell?: unknown[]
  administrators?: Administrator[]
}): Administrator[] => (mayTell.length === 0 ? [] : administrators)
