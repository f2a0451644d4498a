import type { ReadyConfig } from '../../config/config.ts'
import type { User } from '../../store/tables/users.ts'

export type Role = 'user' | 'admin'

type Holder = Pick<User, 'role' | 'email' | 'verifiedAt'>

/**
 * The role a user has now: granted by an administrator, or by an address in ADMIN_EMAILS, and in both cases
 * only while the address is verified. It is decided at every use, so that taking an address off the list
 * takes the role away.
 */
export const roleOf = (user: Holder, config: Pick<ReadyConfig, 'ADMIN_EMAILS'>): Role =>
  user.verifiedAt !== null && isToBeAdministrator(user, config) ? 'admin' : 'user'

/** Whether the user is an administrator, or will be as soon as the address is verified. */
export const isToBeAdministrator = (
  { role, email }: Pick<Holder, 'role' | 'email'>,
  { ADMIN_EMAILS }: Pick<ReadyConfig, 'ADMIN_EMAILS'>,
): boolean => role === 'admin' || ADMIN_EMAILS.includes(email)
