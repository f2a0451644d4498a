import { randomToken } from '../../crypto/random.ts'
import type { Account } from '../../store/pieces/account.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { Role } from '../identity/roles.ts'
import type { AdministrationDeps } from './deps.ts'

type Ended = { account: Account; ended: string[] }

/**
 * The user is signed out everywhere at once, cannot sign in, and cannot finish anything begun before.
 * Undefined when there is no enabled user of this id.
 */
export const disableUser = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(deps, userId, deps.store.administration.disableAccount)

/** The user can sign in again. Sessions that have ended stay ended. */
export const enableUser = (
  { store, now }: AdministrationDeps,
  userId: string,
): Promise<Account | undefined> =>
  store.administration.enableAccount({ userId, by: randomToken(), now: now() })

/** Makes a user an administrator, or an administrator a user. Undefined when the user has the role already. */
export const changeRole = (
  { store, now }: AdministrationDeps,
  { userId, role }: { userId: string; role: Role },
): Promise<Account | undefined> =>
  store.administration.changeRole({ userId, role, by: randomToken(), now: now() })

/** Ends all sessions of a user, who can sign in again. */
export const endSessions = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(deps, userId, deps.store.administration.signAccountOut)

/** Deletes a user and everything that is kept under their id. It cannot be undone. */
export const deleteUser = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(deps, userId, deps.store.administration.deleteAccount)

/** D1 decides; services that check tokens without D1 look at the list in KV. */
async function ending(
  deps: AdministrationDeps,
  userId: string,
  act: AdministrationDeps['store']['administration']['disableAccount'],
): Promise<Ended | undefined> {
  const done = await act({ userId, by: randomToken(), now: deps.now() })
  if (done) announceEnd(deps, done.ended)
  return done
}
