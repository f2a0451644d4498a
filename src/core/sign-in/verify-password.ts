import { hashCost, hashPassword, verifyPassword } from '../../crypto/password-hash.ts'
import type { Reservation } from '../../store/deeds/password-tries.ts'
import type { Try } from '../../store/pieces/password-try.ts'
import type { Outcome } from '../../store/pieces/reserve-try.ts'
import type { User } from '../../store/tables/users.ts'
import type { Event, LineEvent } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { inTurn } from '../limits/in-turn.ts'
import { tooMany } from '../limits/too-many.ts'

/** A right password. Whoever uses it gives its try back, in the same transaction. */
type Right = { user: User; rehashed: string | undefined; tried: Try }
type Verified<Reserved> = { reserved: Reserved } & (Right | { user: undefined })

type Needs = Pick<Deps, 'config' | 'defer' | 'keyring' | 'lineOf' | 'log' | 'now' | 'record' | 'store'>

/** What a wrong password is called. */
type RefusedAs = Pick<Event, 'sid'> & { event: LineEvent }

/**
 * Reserves a try and compares the password with its account. Unknown and disabled accounts cost the same work
 * and are the same "no". A wrong password is counted before it is answered. A right one under older
 * parameters or an older pepper comes back hashed anew. A wrong one is written down as `refusedAs`.
 *
 * @throws Failure too_many_requests, human_check_required when the try was not admitted; unavailable
 */
export async function verifyInTurn<Reserved extends Reservation>(
  deps: Needs,
  password: string,
  { reserve, refusedAs: { sid, ...refusedAs } }: { reserve: () => Promise<Reserved>; refusedAs: RefusedAs },
): Promise<Verified<Reserved>> {
  const refused = { ...refusedAs, outcome: 'refused', reason: 'password' } as const
  const reserved = await inTurn(reserve, (reservation) => isRefused(reservation, 'busy'))
  if ('refused' in reserved) {
    // A hundred in a row: the password is disabled until a reset, which waiting does not bring nearer.
    if (reserved.refused === 'disabled') {
      deps.record({ ...refused, ...whoOf(reserved), ...(sid && { sid }) })
      return { reserved, user: undefined }
    }
    throw refusalOf(reserved)
  }
  const { account, taken: tried } = reserved
  const usable = account?.disabledAt === null ? account : undefined
  const { correct, outdated, unreadable, cost } = await verifyPassword(password, usable?.password, {
    peppers: deps.keyring.peppers,
    iterations: deps.config.PASSWORD_ITERATIONS,
    costliest: reserved.costliestHash,
  })
  // A right password that is hashed anew leaves a hash of today's cost.
  const met = Math.max(cost, outdated && correct ? hashCost(deps.config.PASSWORD_ITERATIONS) : 0)
  if (met > reserved.costliestHash) deps.defer(deps.store.deeds.noteCostlyHash(met))
  if (unreadable)
    deps.record({ event: 'password_unreadable', outcome: 'failure', ...(usable && { userId: usable.id }) })
  if (correct && usable)
    return { reserved, user: usable, tried, rehashed: outdated ? await hashNew(deps, password) : undefined }
  // Whether it was wrong may be known only once that is counted.
  const told = { subject: account?.id ?? tried.subject, line: deps.lineOf(refused) }
  const isCounted = await deps.store.deeds.failTry(tried, told, deps.now())
  if (!isCounted) throw new Failure('unavailable', { reason: 'try_took_too_long', retryAfter: 1 })
  deps.log({ ...refused, ...whoOf(reserved), ...(sid && { sid }) })
  return { reserved, user: undefined }
}

const whoOf = ({ account }: Reservation) => account && { userId: account.id }

const isRefused = (reservation: Reservation, why: 'busy') =>
  'refused' in reservation && reservation.refused === why

/** Says why a try was not admitted. */
export function refusalOf(reservation: Extract<Outcome, { refused: unknown }> & { at: number }): Failure {
  const { at } = reservation
  if ('until' in reservation) return tooMany(reservation.until, at, reasonOf(reservation.refused))
  if (reservation.refused === 'human') return new Failure('human_check_required')
  return tooMany(at, at, 'password_failures')
}

const reasonOf = (refused: 'waiting' | 'client') =>
  refused === 'client' ? 'client_failures' : 'password_failures'

/**
 * Does what a right password allows. When that fails, the try is given back after the answer: a right
 * password never counts as a wrong one.
 */
export async function afterRightPassword<Result>(
  { defer, store }: Pick<Deps, 'defer' | 'store'>,
  tried: Try,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    defer(store.deeds.cancelTry(tried))
    throw error
  }
}

/** Hashes a password with today's parameters and pepper. */
export function hashNew(
  { config, keyring }: Pick<Deps, 'config' | 'keyring'>,
  password: string,
): Promise<string> {
  return hashPassword(password, { pepper: keyring.peppers[0], iterations: config.PASSWORD_ITERATIONS })
}
