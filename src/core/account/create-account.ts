import type { Profile } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { newUser } from '../identity/new-user.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { codeRefused, newClaim } from '../ledger/redeem.ts'
import { openSession, type SignedIn } from '../sign-in/open-session.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import { openStep } from '../tokens/step-token.ts'
import { admitRegistration } from './admit-registration.ts'

const purpose = 'create_account'

/**
 * Creates a verified account for a mailbox just proven, and signs it in. An account that somebody opened
 * with this address without proving it becomes the prover's.
 *
 * @throws Failure invalid_code, invalid_input, too_many_requests, email_taken
 */
export async function createAccount(
  deps: Deps,
  { proof, password, profile }: { proof: string; password: string; profile: Partial<Profile> },
): Promise<SignedIn> {
  const { client, keyring, store } = deps
  const step = await openStep(keyring, proof, { now: deps.now(), purpose })
  if (!step?.email) throw codeRefused(deps, purpose, 'step_cookie')
  const { email, challenge: secret } = step
  await checkNewPassword(deps, password, { email, member: 'password' })

  const { holder } = await admitRegistration(deps, { email, caller: undefined, isMailed: false })
  // The mailbox is proven, so its owner may know; a disabled account is nobody's to take over.
  if (holder && (holder.verifiedAt !== null || holder.disabledAt !== null)) throw new Failure('email_taken')

  const hash = await hashNew(deps, password)
  const now = deps.now()
  const fresh = newUser({ email, password: hash, profile, role: 'user', language: client.language, now })
  const user = {
    ...fresh,
    verifiedAt: now,
    lastLoginAt: now,
    ...(holder && { id: holder.id, role: holder.role }),
  }
  const claim = newClaim({ id: await challengeId(secret), purpose, now })
  const takeOver = holder !== undefined
  const tokens = await openSession(deps, {
    userId: user.id,
    now,
    recordedAs: { event: takeOver ? 'account_taken_over' : 'registered' },
    deed: async ({ session }) => {
      const given = { claim, user, takeOver, session, surviving: SURVIVES_EVERYTHING }
      const ended = await store.deeds.createAccount(given)
      return ended && { user, ended }
    },
  })
  if (!tokens) throw codeRefused(deps, purpose, 'used_or_address_taken_meanwhile')
  return tokens
}
