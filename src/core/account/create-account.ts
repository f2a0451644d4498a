import type { Profile } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { newUser } from '../identity/new-user.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { codeRefused, newClaim } from '../ledger/redeem.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { OF_NEW_ACCOUNT, openSession, type SignedIn } from '../sign-in/open-session.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import { openStep } from '../tokens/step-token.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { admitRegistration } from './admit-registration.ts'
import { requireOpenSignUp } from './sign-up.ts'

const purpose = 'create_account'

/**
 * Creates a verified account for a mailbox just proven, and signs it in. An unverified account that somebody
 * else has opened with this address yields: it is erased. The caller's own is confirmed, with the new password.
 *
 * @throws Failure invalid_code, sign_up_closed, invalid_input, too_many_requests, email_taken
 */
export async function createAccount(
  deps: Deps,
  {
    proof,
    password,
    profile,
    caller,
  }: {
    proof: string
    password: string
    profile: Partial<Profile>
    caller: TokenClaims | undefined
  },
): Promise<SignedIn> {
  const { client, keyring, store } = deps
  const step = await openStep(keyring, proof, { now: deps.now(), purpose })
  if (!step?.email) throw codeRefused(deps, purpose, 'step_cookie')
  const { email, challenge: secret } = step
  requireOpenSignUp(deps)
  await checkNewPassword(deps, password, { email, member: 'password' })

  const { taken, owned } = await admitRegistration(deps, { email, caller: undefined, isMailed: false })
  // The mailbox is proven, so its owner may know.
  if (owned) throw new Failure('email_taken')

  const hash = await hashNew(deps, password)
  const now = deps.now()
  const fresh = newUser({ email, password: hash, profile, role: 'user', language: client.language, now })
  const user = { ...fresh, verifiedAt: now }
  const claim = newClaim({ id: await challengeId(secret), purpose, now })
  const devices = await presentedDevices(deps)
  const tokens = await openSession(deps, {
    userId: user.id,
    proven: ['password', 'mailbox'],
    now,
    recordedAs: { event: taken ? 'account_taken_over' : 'registered' },
    deed: async ({ session, earlierSid, line }) => {
      const done = await store.deeds.createAccount({
        claim,
        user,
        profile,
        session,
        accountProof: { sid: caller?.sid, devices },
        earlierSid,
        line,
        surviving: SURVIVES_EVERYTHING,
      })
      return done?.user && { ...done, session: { ...session, userId: done.user.id }, ...OF_NEW_ACCOUNT }
    },
  })
  if (!tokens) throw codeRefused(deps, purpose, 'used_or_address_taken_meanwhile')
  return tokens
}
