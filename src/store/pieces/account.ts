import { type User, users } from '../tables/users.ts'
import { lastLogin, type SeenUser } from './last-login.ts'

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
  | 'createdAt'
> &
  Pick<SeenUser, 'lastLoginAt'>

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
  lastLoginAt: lastLogin(),
  createdAt: users.createdAt,
}
