import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure, type Method } from '../failure.ts'
import { methodsOf } from '../second-step/ask.ts'
import { PASSKEYS, type ProofKind } from '../sign-in/proof.ts'
import { type Caller, heldBy, type Proven, provenBy, requireUnlimited } from '../tokens/caller.ts'
import type { Factors } from '../../store/pieces/factors.ts'
import type { LastProof } from '../../store/pieces/last-proof.ts'

/** What a stolen session must not be enough for asks for a proof that is not older than this. */
const FRESH_MS = 10 * 60_000

/** What decides which proofs count: the strongest kind that the account has. */
type Account = Pick<User, 'password' | 'secondStepAt'> & { hasPasskey: boolean }

const SECOND_STEP_ON: readonly ProofKind[] = ['totp', 'recovery_code', ...PASSKEYS]

/** Kinds of proofs that make a session of this account fresh. */
export function strongestOf({ password, secondStepAt, hasPasskey }: Account): readonly ProofKind[] {
  if (secondStepAt !== null) return SECOND_STEP_ON
  if (password !== NO_PASSWORD || hasPasskey) return ['password', ...PASSKEYS]
  return ['mailbox']
}

/**
 * Whether the caller has just proven who they are, by the strongest kind that the account has. Refreshing a
 * session does not make it fresh. Of a token it decides itself and not the session's row: whoever copied an earlier
 * token of the session is not fresh when its owner is.
 */
export const isFresh = (
  { now }: Pick<Deps, 'now'>,
  { authTime, authBy }: Proven,
  account: Account,
): boolean =>
  now() - authTime * 1_000 <= FRESH_MS && strongestOf(account).some((kind) => authBy.includes(kind))

/** The same where the account asks for a second step, whatever else it has. */
export const isFreshBySecondStep = (deps: Pick<Deps, 'now'>, proven: Proven): boolean =>
  isFresh(deps, proven, { password: NO_PASSWORD, secondStepAt: 0, hasPasskey: false })

/**
 * The caller with what the account can prove itself with, for what a stolen session must not be enough for. One
 * round trip.
 *
 * @param options.passesSecondStep an account that has a factor is taken for one that asks for a second step
 * @param options.unlimited whoever lacks something of their account is refused
 * @throws Failure token_refused when the session is not alive; sign_in_again, with the methods that help;
 *   email_not_verified and second_step_required for who is limited
 */
export async function requireFresh(
  deps: Pick<Deps, 'config' | 'now' | 'store'>,
  caller: Caller,
  { passesSecondStep = false, unlimited = false }: { passesSecondStep?: boolean; unlimited?: boolean } = {},
): Promise<{ session: Session; user: User; factors: Factors; lastProof: LastProof; proven: Proven }> {
  const found = await deps.store.queries.sessionWithFactors({ held: heldBy(caller), now: deps.now() })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { session, user, factors } = found
  if (unlimited) requireUnlimited(caller, user, deps.config)
  const proven = provenBy(caller, session)
  const hasPasskey = factors.passkeys > 0
  const isAsked = passesSecondStep && (hasPasskey || factors.totpSince !== null)
  const account = { ...user, secondStepAt: user.secondStepAt ?? (isAsked ? deps.now() : null) }
  if (!isFresh(deps, proven, { ...account, hasPasskey })) throw signInAgain(account, factors)
  return { ...found, proven }
}

/**
 * Whether the session of a page would no longer be fresh, since its user has just added a stronger kind of proof than
 * the one that they gave: the first passkey or password of an account that signs in by mail alone. Adding it is that
 * proof then. Asking for it would protect nothing: whoever may add a way of signing in, a thief too, can prove
 * themselves with it in their next request. A session that stays fresh anyhow keeps its proof: after a recovery a proof
 * by an old factor counts, and one by a new factor does not. An access token says itself what was proven, so its holder
 * proves anew to get another one.
 */
export const provesByAdding = (
  deps: Pick<Deps, 'now'>,
  caller: Caller,
  { proven, account }: { proven: Proven; account: Account },
): boolean => 'pageSid' in caller && !isFresh(deps, proven, account)

/** Which methods make the session fresh, in the words of the API. */
export const methodsToBeFresh = (
  { password, secondStepAt }: Pick<User, 'password' | 'secondStepAt'>,
  factors: Pick<Factors, 'passkeys' | 'totpSince' | 'recoveryCodesLeft'>,
): Method[] => {
  if (secondStepAt !== null) return methodsOf(factors)
  const methods: Method[] = [
    ...(password === NO_PASSWORD ? [] : (['password'] as const)),
    ...(factors.passkeys === 0 ? [] : (['passkey'] as const)),
  ]
  return methods.length > 0 ? methods : ['code']
}

export const signInAgain = (...about: Parameters<typeof methodsToBeFresh>): Failure =>
  new Failure('sign_in_again', { methods: methodsToBeFresh(...about) })

/**
 * What `isFreshBySecondStep` asks of the session's row, for a statement.
 *
 * @returns the moment in milliseconds
 */
export const freshBySecondStep = ({ now }: Pick<Deps, 'now'>) => ({
  since: now() - FRESH_MS,
  kinds: SECOND_STEP_ON,
})

/** The latest `auth_time` (seconds) that is not fresh any more, with a minute to spare for clocks that differ. */
export const latestNotFresh = (now: number): number => Math.floor((now - FRESH_MS) / 1_000) - 60
