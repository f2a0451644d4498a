import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { anonymousPool } from '../limits/mail-budgets.ts'
import { registrationBudgets } from '../limits/registrations.ts'
import { tooMany } from '../limits/too-many.ts'
import type { TokenClaims } from '../tokens/access-token.ts'

/**
 * Takes a registration from the client's budgets before anything costly is done for it, and its mail from that
 * of all strangers: only if the address is free, for else no mail goes. Says who asks (as D1 knows them now),
 * and whether somebody has the address or even owns it.
 *
 * @throws Failure too_many_requests, token_refused
 */
export async function admitRegistration(
  deps: Pick<Deps, 'client' | 'config' | 'now' | 'store'>,
  { email, caller, isMailed }: { email: string; caller: TokenClaims | undefined; isMailed: boolean },
): Promise<{ caller: User | undefined; hasPasskey: boolean; taken: boolean; owned: boolean }> {
  const at = deps.now()
  const found = await deps.store.deeds.admitRegistration({
    limits: registrationBudgets(deps),
    mails: isMailed ? anonymousPool(deps) : [],
    callerSid: caller?.sid,
    email,
    now: at,
  })
  if (caller && !found.caller) throw new Failure('token_refused', { reason: 'session_not_live' })
  if (found.retryAt !== undefined) throw tooMany(found.retryAt, at, 'registrations')
  return found
}
