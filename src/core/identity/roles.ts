import type { ReadyConfig } from '../../config/config.ts'
import type { User } from '../../store/tables/users.ts'

export type Role = 'user' | 'admin'

/**
 * The role a user has now: granted by an administrator, or by a verified address in ADMIN_EMAILS. It is
 * decided at every use, so that taking an address off the list takes the role away.
 */
export function roleOf(user: Pick<User, 'role' | 'email' | 'verifiedAt'>, config: ReadyConfig): Role {
  const listed = user.verifiedAt !== null && config.ADMIN_EMAILS.includes(user.email)
  return listed ? 'admin' : user.role
}
