import type { User } from '../../store/tables/users.ts'
import type { Scope } from './scopes.ts'

/**
 * What the scopes say of a user (OpenID Connect Core 1.0 §5.4), in an ID token and at /userinfo alike. A claim that
 * nobody has entered is left out (§5.3.2).
 */
export function userClaims(user: User, scopes: readonly Scope[]): Record<string, string | number | boolean> {
  const { firstName, lastName, language, updatedAt, email, verifiedAt } = user
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ')
  const profile = {
    name,
    given_name: firstName,
    family_name: lastName,
    locale: language,
    updated_at: Math.floor(updatedAt / 1_000),
  }
  const claims = {
    ...(scopes.includes('profile') && profile),
    ...(scopes.includes('email') && { email, email_verified: verifiedAt !== null }),
  }
  return Object.fromEntries(
    Object.entries(claims).filter(([, value]) => value !== null && value !== ''),
  ) as Record<string, string | number | boolean>
}
