import type { ReadyConfig } from '../../config/config.ts'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import { roleOf } from '../../core/identity/roles.ts'
import type { User } from '../../store/tables/users.ts'

/** The token answer: `token` is source 3's name for the access token, the rest is source 4's. */
export const tokenAnswer = ({ accessToken, refreshToken, expiresIn }: TokenPair) => ({
  access_token: accessToken,
  refresh_token: refreshToken,
  token_type: 'Bearer',
  expires_in: expiresIn,
  token: accessToken,
})

/** A user with the members of both sources. What only the user and administrators may read is null to others. */
export const userAnswer = (
  user: User,
  { config, whole = true }: { config: ReadyConfig; whole?: boolean },
) => ({
  id: user.id,
  email: whole ? user.email : null,
  names: user.firstName,
  last_name: user.lastName,
  surnames: user.lastName,
  document_number: whole ? user.documentNumber : null,
  phone_number: whole ? user.phoneNumber : null,
  address: whole ? user.address : null,
  role: roleOf(user, config),
  is_active: user.disabledAt === null,
  is_verified: user.verifiedAt !== null,
  last_login: whole ? moment(user.lastLoginAt) : null,
  created_at: moment(user.createdAt),
  updated_at: moment(user.updatedAt),
  profile: { first_name: user.firstName, last_name: user.lastName, bio: user.bio },
})

const moment = (at: number | null) => (at === null ? null : new Date(at).toISOString())
