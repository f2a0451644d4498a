import type { LiveSession, SeenAccount, ShownAccount } from '../../store/queries/accounts.ts'
import { normaliseEmail } from '../identity/email-address.ts'
import type { AdministrationDeps } from './deps.ts'

/** A page of users, oldest first. `after` is the id of the last user of the page before. */
export const listUsers = (
  { store }: AdministrationDeps,
  page: { after: string; limit: number },
): Promise<SeenAccount[]> => store.administration.accountsAfter(page)

/** The user who has this id or this address, in any spelling. */
export function findUser({ store }: AdministrationDeps, who: string): Promise<ShownAccount | undefined> {
  const plain = who.trim().toLowerCase()
  return store.administration.accountByIdOrEmail({ id: plain, email: normaliseEmail(who) ?? plain })
}

/**
 * When the address of this user was refused for good, and why; undefined when its owner has read a mail
 * there since. What is older than the history is forgotten.
 */
export async function unreachableSince(
  { store }: AdministrationDeps,
  { id, verifiedAt }: Pick<SeenAccount, 'id' | 'verifiedAt'>,
): Promise<{ at: number; reason: string | null } | undefined> {
  const last = await store.administration.lastUnreachable(id)
  return last && last.at > (verifiedAt ?? 0) ? last : undefined
}

export const listSessions = ({ store, now }: AdministrationDeps, userId: string): Promise<LiveSession[]> =>
  store.administration.liveSessionsOf({ userId, now: now() })
