import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { newUser } from '../identity/new-user.ts'
import { hashNew } from '../sign-in/verify-password.ts'

/** The clean account of who has just proven the mailbox, should an unverified one yield to them. */
export async function newOwner(
  deps: Pick<Deps, 'client' | 'config' | 'keyring'>,
  { email, password, now }: { email: string; password: string; now: number },
): Promise<User> {
  const { language } = deps.client
  const hash = await hashNew(deps, password)
  return { ...newUser({ email, password: hash, profile: {}, role: 'user', language, now }), verifiedAt: now }
}
