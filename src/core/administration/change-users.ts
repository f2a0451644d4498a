import { randomToken } from '../../crypto/random.ts'
import type { Account } from '../../store/pieces/account.ts'
import type { Role } from '../identity/roles.ts'
import { actOf, type Ended, ending } from './act.ts'
import type { AdministrationDeps } from './deps.ts'

/**
 * The user is signed out everywhere at once, cannot sign in, and cannot finish anything begun before.
 * Undefined when there is no enabled user of this id.
 */
export const disableUser = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(deps, deps.store.administration.disableAccount, actOf(deps, userId, { event: 'account_disabled' }))

/** The user can sign in again. Sessions that have ended stay ended. */
export const enableUser = (deps: AdministrationDeps, userId: string): Promise<Account | undefined> =>
  deps.store.administration.enableAccount(actOf(deps, userId, { event: 'account_enabled' }))

/**
 * Makes a user with a verified address an administrator, or an administrator a user. Undefined when the user
 * has the role already, or has not verified the address.
 */
export const changeRole = (
  deps: AdministrationDeps,
  { userId, role }: { userId: string; role: Role },
): Promise<Account | undefined> => {
  const event = role === 'admin' ? 'role_granted' : 'role_removed'
  return deps.store.administration.changeRole({
    role,
    ...actOf(deps, userId, { event, reason: 'admin' }),
  })
}

/** Ends all sessions of a user, who can sign in again. */
export const endSessions = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(
    deps,
    deps.store.administration.signAccountOut,
    actOf(deps, userId, { event: 'signed_out', reason: 'everywhere' }),
  )

/** Deletes a user and everything that is kept under their id, the history too. It cannot be undone. */
export const deleteUser = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(deps, deps.store.administration.deleteAccount, { userId, by: randomToken(), now: deps.now() })
