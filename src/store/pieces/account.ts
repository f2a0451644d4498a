import { users } from '../tables/users.ts'
import type { User } from '../tables/users.ts'

/** What an administrator sees of a user in a list: no hash, and nothing of the profile. */
export type Account = Pick<
  User,
  | 'id'
  | 'email'
  | 'role'
  | 'verifiedAt'
  | 'disabledAt'
  | 'deletesAt'
  | 'secondStepAt'
  | 'secondStepResetAskedAt'
  | 'secondStepResetsAt'
  | 'lastLoginAt'
  | 'createdAt'
>

export const account = {
  id: users.id,
  email: users.email,
  role: users.role,
  verifiedAt: users.verifiedAt,
  disabledAt: users.disabledAt,
  deletesAt: users.deletesAt,
  secondStepAt: users.secondStepAt,
  secondStepResetAskedAt: users.secondStepResetAskedAt,
  secondStepResetsAt: users.secondStepResetsAt,
  lastLoginAt: users.lastLoginAt,
  createdAt: users.createdAt,
}
