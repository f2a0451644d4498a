import { randomToken } from '../../crypto/random.ts'
import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import type { Profile } from '../../store/tables/users.ts'
import { rowOf } from '../audit/record.ts'
import { newUser } from '../identity/new-user.ts'
import type { Role } from '../identity/roles.ts'
import type { Language } from '../language.ts'
import { type Ended, ending } from './act.ts'
import type { AdministrationDeps } from './deps.ts'

/**
 * Makes an account without a password: its owner sets one by a reset mail. It does not expire. With `verified`
 * the administrator knows whose mailbox it is: an unverified account of somebody else with this address yields.
 * Undefined when the address is taken.
 */
export function openUser(
  deps: AdministrationDeps,
  {
    email,
    profile,
    role,
    language,
    verified,
  }: {
    email: string
    profile: Partial<Profile>
    role: Role
    language: Language | null
    verified: boolean
  },
): Promise<Ended | undefined> {
  const now = deps.now()
  const password = NO_PASSWORD
  const fresh = newUser({ email, password, profile, role, openedBy: 'administrator', language, now })
  const line = (event: 'registered' | 'role_granted', reason: string) =>
    rowOf(fresh.id, { event, outcome: 'success', reason, actor: deps.actor }, { client: undefined, now })
  return ending(deps, deps.store.administration.openAccount, {
    user: { ...fresh, verifiedAt: verified ? now : null },
    by: randomToken(),
    now,
    event: line('registered', 'by_admin'),
    granted: role === 'admin' ? line('role_granted', role) : undefined,
  })
}
