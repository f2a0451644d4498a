import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import { uuidv7 } from '../../crypto/random.ts'
import type { Profile, User } from '../../store/tables/users.ts'
import { requireOpenSignUp } from '../account/sign-up.ts'
import type { Deps } from '../deps.ts'
import { newUser } from '../identity/new-user.ts'
import { name } from '../identity/profile-members.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { bucketOf } from '../limits/mail-budgets.ts'
import { registrationBudgets } from '../limits/registrations.ts'
import { addressSubjects } from '../limits/subject.ts'
import { tooMany } from '../limits/too-many.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { openSession, type SignedIn } from '../sign-in/open-session.ts'
import type { Identity } from './provider.ts'
import type { Returned } from './sign-in.ts'

/**
 * Opens a verified account for a mailbox that a provider has proven, connected with the account there, and signs in to
 * it. An unverified account that somebody else has opened there is erased, as after a proof by mail.
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
  // Whose address has an account was let in before, verified or not.
  if (!account) requireOpenSignUp(deps)
  const { now } = claim
  const profile = profileOf(identity)
  const { language } = deps.client
  const fresh = newUser({ email, password: NO_PASSWORD, profile, role: 'user', language, now })
  const user = { ...fresh, verifiedAt: now, lastLoginAt: now }
  const connection = {
    id: uuidv7(now),
    userId: user.id,
    issuer: identity.issuer,
    subject: identity.subject,
    provider: provider.id,
    email: identity.email ?? null,
    emailVerified: identity.isEmailVerified,
    linkedAt: now,
    lastUsedAt: now,
  }
  const byMail = {
    failures: [],
    unlessSpent: [],
    bucket: await bucketOf(deps, { purpose: 'sign_in_mail', email }),
    addressSubjects: await addressSubjects(deps.keyring, email),
    registrations: registrationBudgets(deps),
  }
  const devices = await presentedDevices(deps)
  return openSession(deps, {
    userId: user.id,
    proven: ['provider'],
    now,
    recordedAs: { event: account ? 'account_taken_over' : 'registered', reason: 'provider' },
    deed: async ({ session, earlierSid }) => {
      const done = await deps.store.deeds.createAccount({
        claim,
        user,
        profile,
        session,
        accountProof: { sid: undefined, devices },
        earlierSid,
        surviving: SURVIVES_EVERYTHING,
        byMail,
        byProvider: { expiresAt: until, connection },
      })
      if (done?.retryAt !== undefined) throw tooMany(done.retryAt, now, 'registrations')
      return done?.user && { ...done, session: { ...session, userId: done.user.id }, isTold: false }
    },
  })
}

/** Names that break our rules are left out. Whoever has them can write them into their profile. */
function profileOf({ firstName, lastName }: Identity): Partial<Profile> {
  const [first, last] = [firstName, lastName].map((each) => name.safeParse(each).data)
  return { ...(first !== undefined && { firstName: first }), ...(last !== undefined && { lastName: last }) }
}
