import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import { codeRefused } from '../ledger/redeem.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import { announceEnd, newSession, type TokenPair, tokensOf } from '../sign-in/open-session.ts'
import { openStep } from '../tokens/step-token.ts'
import { admitRegistration } from './admit-registration.ts'
import { newUser } from '../identity/new-user.ts'
import type { Profile } from '../identity/profile.ts'

/**
 * Creates a verified account for a mailbox just proven, and signs it in. An account that somebody opened
 * with this address without proving it becomes the prover's.
 *
 * @throws Failure invalid_code, invalid_input, too_many_requests, email_taken
 */
export async function createAccount(
  deps: Deps,
  { proof, password, profile }: { proof: string; password: string; profile: Partial<Profile> },
): Promise<TokenPair> {
  const { client, config, keyring, record, store } = deps
  const step = await openStep(keyring, proof, { now: deps.now(), purpose: 'create_account' })
  if (!step?.email) throw codeRefused(deps, 'create_account', 'step_cookie')
  const { email, challenge } = step
  await checkNewPassword(deps, password, { email, member: 'password' })

  const { holder } = await admitRegistration(deps, { email, caller: undefined })
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
  const session = newSession({ userId: user.id, now }, { client, config })
  const claim = { id: base64url(await sha256(utf8(challenge))), claim: randomToken(), now }
  const takeOver = holder !== undefined
  const ended = await store.mailboxes.createAccount({ ...claim, user, takeOver, session })
  if (!ended) throw codeRefused(deps, 'create_account', 'used_or_address_taken_meanwhile')

  announceEnd(deps, ended)
  record({
    event: takeOver ? 'account_taken_over' : 'registered',
    outcome: 'success',
    userId: user.id,
    sid: session.id,
  })
  return tokensOf(session, user, deps)
}
