import type { ReadyConfig } from '../../config/config.ts'
import type { User } from '../../store/tables/users.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { passedSecondStep } from '../tokens/assurance.ts'
import { roleOf } from './roles.ts'

type Rules = Pick<ReadyConfig, 'ADMIN_EMAILS' | 'REQUIRE_VERIFIED_EMAIL' | 'SECOND_STEP'>
type Holder = Parameters<typeof roleOf>[0] & Pick<User, 'secondStepAt'>

/** What an account still lacks before its tokens are good for everything. */
export type Missing = 'email_not_verified' | 'second_step_required'

/** Whether this account may not be without a second step. */
export const needsSecondStep = (user: Holder, config: Rules): boolean =>
  config.SECOND_STEP === 'all' || (config.SECOND_STEP === 'admins' && roleOf(user, config) === 'admin')

/** The address comes first: an unverified account has no factors. */
export function missingOf(user: Holder, config: Rules): Missing | undefined {
  if (config.REQUIRE_VERIFIED_EMAIL === 'on' && user.verifiedAt === null) return 'email_not_verified'
  if (needsSecondStep(user, config) && user.secondStepAt === null) return 'second_step_required'
  return undefined
}

/**
 * Whether the user acts as an administrator, as D1 knows them now. Whoever has become one, or needs a second step since
 * the service asks for it, still has an unlimited token from before: it acts as nobody until they lack nothing. Nor does
 * a session that a provider has brought past the second step of the account.
 */
export const actsAsAdministrator = (user: Holder, config: Rules, session: Proven): boolean =>
  administers(user, config, session) && missingOf(user, config) === undefined

/** What was proven in a session, in the words of its tokens. */
type Proven = Pick<TokenClaims, 'amr'>

/** Whether a session serves an administrator: where the account has a second step, that was passed. */
export const administers = (user: Holder, config: Rules, { amr }: Proven): boolean =>
  roleOf(user, config) === 'admin' && (user.secondStepAt === null || passedSecondStep(amr))
