import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { registrationBudget } from '../limits/registrations.ts'
import { tooMany } from '../limits/too-many.ts'
import type { TokenClaims } from '../tokens/access-token.ts'

/**
 * Takes a registration from the client's budget, before anything costly is done for it, and says who asks
 * (as D1 knows them now) and who holds the address.
 *
 * @throws Failure too_many_requests, token_refused
 */
export async function admitRegistration(
  { client, now, store }: Pick<Deps, 'client' | 'now' | 'store'>,
  { email, caller }: { email: string; caller: TokenClaims | undefined },
): Promise<{ caller: User | undefined; holder: User | undefined }> {
  const at = now()
  const budget = registrationBudget(client)
  const found = await store.deeds.admitRegistration({ budget, callerSid: caller?.sid, email, now: at })
  if (found.retryAt !== undefined) throw tooMany(found.retryAt, at, 'registrations')
  if (caller && !found.caller) throw new Failure('token_refused', { reason: 'session_not_live' })
  return found
}
