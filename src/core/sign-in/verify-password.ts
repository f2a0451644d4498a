import { hashPassword, verifyPassword } from '../../crypto/password-hash.ts'
import type { Reservation } from '../../store/pieces/password-failures.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { tooMany } from '../limits/too-many.ts'

type Verified = { user: User; rehashed: string | undefined } | { user: undefined; rehashed?: undefined }

/**
 * Compares a password with the account a try was reserved for. Unknown and disabled accounts cost the
 * same work and are the same "no". A right password under older parameters or an older pepper comes
 * back hashed anew.
 *
 * @throws Failure too_many_requests, human_check_required when the try was not admitted
 */
export async function verifyReserved(
  { config, keyring, now, record }: Pick<Deps, 'config' | 'keyring' | 'now' | 'record'>,
  password: string,
  { admitted, blockedUntil, account }: Reservation,
): Promise<Verified> {
  if (!admitted) {
    // A hundred in a row: the password is disabled until a reset, which waiting does not bring nearer.
    if (blockedUntil === undefined) return { user: undefined }
    // The wait is over: what is missing is a sign of a human.
    if (blockedUntil <= now()) throw new Failure('human_check_required')
    throw tooMany(blockedUntil, now(), 'password_failures')
  }
  const usable = account && account.disabledAt === null ? account : undefined
  const { correct, outdated, unreadable } = await verifyPassword(password, usable?.password, {
    peppers: keyring.peppers,
    iterations: config.PASSWORD_ITERATIONS,
  })
  if (unreadable)
    record({ event: 'password_unreadable', outcome: 'failure', ...(usable && { userId: usable.id }) })
  if (!correct || !usable) return { user: undefined }
  return { user: usable, rehashed: outdated ? await hashNew({ config, keyring }, password) : undefined }
}

/** Hashes a password with today's parameters and pepper. */
export function hashNew(
  { config, keyring }: Pick<Deps, 'config' | 'keyring'>,
  password: string,
): Promise<string> {
  return hashPassword(password, { pepper: keyring.peppers[0], iterations: config.PASSWORD_ITERATIONS })
}
