import { uuidv7 } from '../../crypto/random.ts'
import type { Profile, User } from '../../store/tables/users.ts'
import { openVerified } from '../account/open-verified.ts'
import type { Deps } from '../deps.ts'
import { name } from '../identity/profile-members.ts'
import type { SignedIn } from '../sign-in/open-session.ts'
import type { Identity } from './provider.ts'
import type { Returned } from './sign-in.ts'

/**
 * Opens a verified account for a mailbox that a provider has proven, connected with the account there.
 *
 * @param options.account the unverified account of the address
 * @returns undefined when the state was used, or the address has got an owner meanwhile
 * @throws Failure sign_up_closed, too_many_requests
 */
export async function openByProvider(
  deps: Deps,
  { provider, identity, claim, until }: Returned,
  { email, account }: { email: string; account: User | undefined },
): Promise<SignedIn | undefined> {
  const { now } = claim
  const connection = {
    id: uuidv7(now),
    issuer: identity.issuer,
    subject: identity.subject,
    provider: provider.id,
    email: identity.email ?? null,
    emailVerified: identity.isEmailVerified,
    linkedAt: now,
    lastUsedAt: now,
  }
  return openVerified(deps, {
    claim,
    email,
    profile: profileOf(identity),
    proven: ['provider'],
    reason: 'provider',
    account,
    byProvider: { expiresAt: until, connection },
  })
}

/** Names that break our rules are left out. Whoever has them can write them into their profile. */
function profileOf({ firstName, lastName }: Identity): Partial<Profile> {
  const [first, last] = [firstName, lastName].map((each) => name.safeParse(each).data)
  return { ...(first !== undefined && { firstName: first }), ...(last !== undefined && { lastName: last }) }
}
