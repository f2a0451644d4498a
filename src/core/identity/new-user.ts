import { uuidv7 } from '../../crypto/random.ts'
import type { Profile, User } from '../../store/tables/users.ts'
import type { Language } from '../language.ts'
import { emptyProfile } from './profile-members.ts'
import type { Role } from './roles.ts'

/** A new account: unverified, enabled, with what is known of its owner. */
export const newUser = ({
  email,
  password,
  profile,
  role,
  openedBy = 'person',
  language,
  now,
}: {
  email: string
  password: string
  profile: Partial<Profile>
  role: Role
  openedBy?: User['openedBy']
  language: Language | null
  now: number
}): User => ({
  id: uuidv7(now),
  email,
  password,
  ...emptyProfile(),
  ...profile,
  language,
  role,
  verifiedAt: null,
  disabledAt: null,
  securityVersion: 0,
  deviceEpoch: 0,
  openedBy,
  warnedAt: null,
  webauthnHandle: null,
  secondStepAt: null,
  mailSignInOffAt: null,
  recoveredAt: null,
  reclaimedAt: null,
  deletesAt: null,
  secondStepResetAskedAt: null,
  secondStepResetsAt: null,
  lastLoginKept: null,
  createdAt: now,
  updatedAt: now,
  changedBy: null,
})
