import type { Profile } from '../../store/tables/users.ts'
import { openVerified } from '../account/open-verified.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../sign-in/open-session.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import type { ProvenMailbox } from './find.ts'

/** What a new account begins with. Without a password it has none. */
export type Opening = { password: string | undefined; profile: Partial<Profile> }

/**
 * Opens a verified account for a mailbox that a mail has proven. A password that was not typed in this request is void.
 *
 * @returns whether the account is new, besides
 * @throws Failure sign_up_closed, too_many_requests, invalid_code, invalid_link
 */
export async function openByMail(
  deps: Deps,
  { claim, email, failures, unlessSpent, account, refused }: ProvenMailbox,
  { opening: { password, profile }, caller }: { opening: Opening; caller: TokenClaims | undefined },
): Promise<SignedIn & { opened: boolean }> {
  const session = await openVerified(deps, {
    claim,
    email,
    password,
    profile,
    proven: password === undefined ? ['mailbox'] : ['password', 'mailbox'],
    reason: 'mail',
    account,
    sid: caller?.sid,
    failures,
    unlessSpent,
  })
  if (!session) throw refused('used_or_address_taken_meanwhile')
  return session
}
