import type { LiveSession, SeenAccount } from '../../store/queries/accounts.ts'
import { normaliseEmail } from '../identity/email-address.ts'
import type { AdministrationDeps } from './deps.ts'

/** A page of users, oldest first. `after` is the id of the last user of the page before. */
export const listUsers = (
  { store }: AdministrationDeps,
  page: { after: string; limit: number },
): Promise<SeenAccount[]> => store.administration.accountsAfter(page)

/** The user who has this id or this address, in any spelling. */
export function findUser({ store }: AdministrationDeps, who: string): Promise<SeenAccount | undefined> {
  const plain = who.trim().toLowerCase()
  return store.administration.accountByIdOrEmail({ id: plain, email: normaliseEmail(who) ?? plain })
}

export const listSessions = ({ store, now }: AdministrationDeps, userId: string): Promise<LiveSession[]> =>
  store.administration.liveSessionsOf({ userId, now: now() })
