import { type Row, rowsOf } from '../database.ts'
import { type User, users } from '../tables/users.ts'
import { ids } from './end-sessions.ts'

/** What a sign-in has done. */
export type SignedIn = {
  /** The account as it is now. */
  user: User
  /** Whether the session is there and alive. Proofs are used up without one where the account asks for more than them. */
  isOpen: boolean
  /** Ids of the sessions that ended. */
  ended: string[]
  /** Whether the owner is to be told of a new device. */
  isTold: boolean
}

/** The same, by the rows of its transaction; undefined when the proofs were not redeemed. */
export function signedIn(
  [owner]: (User & { isOpen: number; isTold: number })[],
  ended: { id: string | null }[],
): SignedIn | undefined {
  if (!owner) return undefined
  const { isOpen, isTold, ...user } = owner
  return { user, isOpen: isOpen === 1, ended: ids(ended), isTold: isTold === 1 }
}

/** The same by the rows of a transaction that is prepared. */
export function signedInThere({ owner, ended }: Record<'owner' | 'ended', Row[]>): SignedIn | undefined {
  const [user] = rowsOf(users, owner)
  const found = user && {
    ...user,
    isOpen: Number(owner[0]?.['is_open']),
    isTold: Number(owner[0]?.['is_told']),
  }
  return signedIn(found ? [found] : [], ended as { id: string | null }[])
}
