import * as z from 'zod/mini'
import type { ReadyConfig } from '../../config/config.ts'
import { languageIn, LANGUAGES } from '../../core/language.ts'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import { roleOf } from '../../core/identity/roles.ts'
import { accessToken, expiresIn, named, refreshToken } from '../../http/answer-schemas.ts'
import { timeOf } from '../../core/time.ts'
import type { SeenUser } from '../../store/pieces/last-login.ts'

/** The access token has two names: `token` is for clients of the registration by names and surnames. */
export const tokenAnswer = ({ accessToken, refreshToken, expiresIn }: TokenPair) => ({
  access_token: accessToken,
  refresh_token: refreshToken,
  token_type: 'Bearer' as const,
  expires_in: expiresIn,
  token: accessToken,
})

export const tokens = () => ({
  access_token: accessToken(),
  refresh_token: refreshToken(),
  token_type: z.literal('Bearer'),
  expires_in: expiresIn(),
  token: accessToken(),
})

/** A user with the names of both kinds of registration. What only the user and administrators may read is null to others. */
export const userAnswer = (
  user: SeenUser,
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
  language: whole ? languageIn(user.language) : null,
  role: roleOf(user, config),
  is_active: user.disabledAt === null,
  is_verified: user.verifiedAt !== null,
  last_login: whole && user.lastLoginAt !== null ? timeOf(user.lastLoginAt) : null,
  created_at: timeOf(user.createdAt),
  updated_at: timeOf(user.updatedAt),
  profile: { first_name: user.firstName, last_name: user.lastName, bio: user.bio },
})

const text = () => z.nullable(z.string())

export const User = () =>
  named(
    'User',
    z.strictObject({
      id: z.uuid(),
      email: text(),
      names: text(),
      last_name: text(),
      surnames: text(),
      document_number: text(),
      phone_number: text(),
      address: text(),
      language: z.nullable(z.enum(LANGUAGES)),
      role: z.enum(['user', 'admin']),
      is_active: z.boolean(),
      is_verified: z.boolean(),
      last_login: z.nullable(z.iso.datetime()),
      created_at: z.iso.datetime(),
      updated_at: z.iso.datetime(),
      profile: z.strictObject({ first_name: text(), last_name: text(), bio: text() }),
    }),
  )
