import { randomToken } from '../../crypto/random.ts'
import type { Account } from '../../store/pieces/account.ts'
import type { AuditEvent } from '../../store/pieces/write-event.ts'
import { type AdministrativeEvent, type Event, rowOf } from '../audit/record.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { Role } from '../identity/roles.ts'
import type { AdministrationDeps } from './deps.ts'

type Ended = { account: Account; ended: string[] }

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

/** What a transaction needs to act on a user, with the line that it writes into the user's history. */
function actOf(
  { actor, now }: AdministrationDeps,
  userId: string,
  what: { event: Event['event'] | AdministrativeEvent; reason?: string },
): { userId: string; by: string; now: number; event: AuditEvent } {
  const at = now()
  const event = rowOf(userId, { ...what, outcome: 'success', actor }, { client: undefined, now: at })
  return { userId, by: randomToken(), now: at, event }
}

/** D1 decides; services that check tokens without D1 look at the list in KV. */
async function ending<Act>(
  deps: AdministrationDeps,
  act: (about: Act) => Promise<Ended | undefined>,
  about: Act,
): Promise<Ended | undefined> {
  const done = await act(about)
  if (done) announceEnd(deps, done.ended)
  return done
}
