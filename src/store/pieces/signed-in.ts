import { type Row, rowsOf } from '../database.ts'
import { type User, users } from '../tables/users.ts'
import { ids } from './end-sessions.ts'

/** What a sign-in has done: the account as it is now, the ids of the sessions that ended, whether the owner is to be told. */
export type SignedIn = { user: User; ended: string[]; isTold: boolean }

/** The same, by the rows of its transaction; undefined when it has done nothing. */
export function signedIn(
  [owner]: (User & { isTold: number })[],
  ended: { id: string | null }[],
): SignedIn | undefined {
  if (!owner) return undefined
  const { isTold, ...user } = owner
  return { user, ended: ids(ended), isTold: isTold === 1 }
}

/** The same by the rows of a transaction that is prepared. */
export function signedInThere({ owner, ended }: Record<'owner' | 'ended', Row[]>): SignedIn | undefined {
  const [user] = rowsOf(users, owner)
  const told = user && { ...user, isTold: Number(owner[0]?.['is_told']) }
  return signedIn(told ? [told] : [], ended as { id: string | null }[])
}
