import { requireFresh } from '../account/fresh.ts'
import { requireSettled } from '../account/settled.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { missingOf } from '../identity/missing.ts'
import type { Caller } from '../tokens/caller.ts'

/**
 * Whoever changes the factors of an account has just proven who they are. An unverified account has none: a stranger
 * can have opened it. After a recovery the factors stay as they are for a while, but for the first one where the
 * account may not be without.
 *
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered
 */
export async function mayChangeFactors(
  deps: Pick<Deps, 'config' | 'now' | 'store'>,
  caller: Caller,
  { isFirst = false, passesSecondStep = false }: { isFirst?: boolean; passesSecondStep?: boolean } = {},
) {
  const found = await requireFresh(deps, caller, { passesSecondStep })
  const { user, factors, lastProof, proven } = found
  if (user.verifiedAt === null) throw new Failure('email_not_verified')
  const isDemanded = missingOf(user, deps.config) === 'second_step_required'
  const hasNone = factors.totpSince === null && factors.passkeys === 0
  if (!(isFirst && isDemanded && hasNone))
    requireSettled(user, { factors, lastProof, proven, now: deps.now() })
  return found
}
