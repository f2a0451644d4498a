import { randomToken } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { mayChangeFactors } from '../factors/may-change.ts'
import type { Caller } from '../tokens/caller.ts'
import { type ConnectTicket, openTicket, sealTicket } from '../tokens/connect-ticket.ts'
import { providerCalled } from './offered.ts'

/**
 * Where the caller begins to connect an account at a provider with their own. The address is ours and good for one
 * connection: a link to the provider itself would connect whoever opens it.
 *
 * @throws Failure not_found for a provider that is not offered; token_refused, sign_in_again, email_not_verified,
 *   recently_recovered
 */
export async function startConnection(
  deps: Deps,
  { caller, id }: { caller: Caller; id: string },
): Promise<string> {
  const { user } = await mayChangeFactors(deps, caller)
  const provider = providerCalled(deps.config, id)
  return addressToConnect(deps, { provider: provider.id, user })
}

/** The same for whoever was looked at before, such as to show them a page. */
export async function addressToConnect(
  { config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>,
  { provider, user }: { provider: string; user: Pick<User, 'id'> },
): Promise<string> {
  const ticket = await sealTicket(keyring, { secret: randomToken(), provider, userId: user.id }, now())
  return `${config.APP_URL}/account/connect/begin?${new URLSearchParams({ ticket }).toString()}`
}

/** A ticket of this user; undefined for every other, and for one that is old. */
export async function readTicket(
  { config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>,
  { ticket, userId }: { ticket: string; userId: string },
): Promise<ConnectTicket | undefined> {
  const found = await openTicket(keyring, ticket, { now: now(), notBefore: config.NOT_BEFORE })
  return found?.userId === userId ? found : undefined
}
