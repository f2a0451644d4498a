import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import type { Budget } from '../../store/pieces/budgets.ts'
import type { Claim } from '../../store/pieces/challenge.ts'
import type { NewConnection } from '../../store/tables/connections.ts'
import type { Profile, User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { newUser } from '../identity/new-user.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { bucketOf } from '../limits/mail-budgets.ts'
import { registrationBudgets } from '../limits/registrations.ts'
import { addressSubjects } from '../limits/subject.ts'
import { tooMany } from '../limits/too-many.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { OF_NEW_ACCOUNT, openSession, type SignedIn } from '../sign-in/open-session.ts'
import type { ProofKind } from '../sign-in/proof.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import { requireOpenSignUp } from './sign-up.ts'

/** A mailbox is proven, and what the account in it begins with. */
type Opening = {
  claim: Claim
  email: string
  /** As it was typed. Without one the account has none. */
  password?: string | undefined
  profile: Partial<Profile>
  proven: readonly [ProofKind, ...ProofKind[]]
  /** What the history calls the proof. */
  reason: string
  /** The unverified account of the address. */
  account: User | undefined
  /** The session that the request has shown. */
  sid?: string | undefined
  /** Wrong codes and addresses: a success takes them back. */
  failures?: readonly Budget[]
  /** With one of these spent nothing is redeemed. */
  unlessSpent?: readonly Budget[]
  /** The account at a provider that has proven it, and until when the state is good. */
  byProvider?: { expiresAt: number; connection: Omit<NewConnection, 'userId'> }
}

/**
 * Opens a verified account for a proven mailbox, and signs in to it. An unverified account that somebody else has
 * opened there is erased; the sender's own is confirmed.
 *
 * @returns whether the account is new, besides; undefined when the proof was used, or the address has an owner meanwhile
 * @throws Failure sign_up_closed, too_many_requests
 */
export async function openVerified(
  deps: Deps,
  {
    claim,
    email,
    password,
    profile,
    proven,
    reason,
    account,
    sid,
    failures = [],
    unlessSpent = [],
    byProvider,
  }: Opening,
): Promise<(SignedIn & { opened: boolean }) | undefined> {
  // Whose address has an account was let in before, verified or not.
  if (!account) requireOpenSignUp(deps)
  const { now } = claim
  const hash = password === undefined ? NO_PASSWORD : await hashNew(deps, password)
  const { language } = deps.client
  const fresh = newUser({ email, password: hash, profile, role: 'user', language, now })
  const user = { ...fresh, verifiedAt: now }
  const byMail = {
    failures,
    unlessSpent,
    bucket: await bucketOf(deps, { purpose: 'sign_in_mail', email }),
    addressSubjects: await addressSubjects(deps.keyring, email),
    registrations: registrationBudgets(deps),
  }
  const devices = await presentedDevices(deps)
  let opened = false
  const session = await openSession(deps, {
    userId: user.id,
    proven,
    now,
    recordedAs: { event: account ? 'account_taken_over' : 'registered', reason },
    deed: async ({ session, earlierSid, line }) => {
      const done = await deps.store.deeds.createAccount({
        claim,
        user,
        profile,
        session,
        accountProof: { sid, devices },
        earlierSid,
        line,
        surviving: SURVIVES_EVERYTHING,
        byMail,
        byProvider: byProvider && {
          ...byProvider,
          connection: { ...byProvider.connection, userId: user.id },
        },
      })
      opened = done?.user?.id === user.id
      if (done?.retryAt !== undefined) throw tooMany(done.retryAt, now, 'registrations')
      return done?.user && { ...done, session: { ...session, userId: done.user.id }, ...OF_NEW_ACCOUNT }
    },
  })
  return session && { ...session, opened }
}
