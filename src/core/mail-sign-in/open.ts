import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import type { Profile } from '../../store/tables/users.ts'
import { requireOpenSignUp } from '../account/sign-up.ts'
import type { Deps } from '../deps.ts'
import { newUser } from '../identity/new-user.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { bucketOf } from '../limits/mail-budgets.ts'
import { registrationBudgets } from '../limits/registrations.ts'
import { addressSubjects } from '../limits/subject.ts'
import { tooMany } from '../limits/too-many.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { openSession, type SignedIn } from '../sign-in/open-session.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import type { ProvenMailbox } from './find.ts'

/** What a new account begins with. Without a password it has none. */
export type Opening = { password: string | undefined; profile: Partial<Profile> }

/**
 * Opens a verified account for a proven mailbox, and signs in to it. An unverified account that somebody else has
 * opened there is erased. The sender's own is confirmed; a password that was not typed in this request is void.
 *
 * @returns whether the account is new, besides
 * @throws Failure sign_up_closed, too_many_requests, invalid_code, invalid_link
 */
export async function openByMail(
  deps: Deps,
  { claim, email, failures, unlessSpent, account, refused }: ProvenMailbox,
  { opening: { password, profile }, caller }: { opening: Opening; caller: TokenClaims | undefined },
): Promise<SignedIn & { opened: boolean }> {
  // Whose address has an account was let in before, verified or not.
  if (!account) requireOpenSignUp(deps)
  const { now } = claim
  const hash = password === undefined ? NO_PASSWORD : await hashNew(deps, password)
  const { language } = deps.client
  const fresh = newUser({ email, password: hash, profile, role: 'user', language, now })
  const user = { ...fresh, verifiedAt: now, lastLoginAt: now }
  const byMail = {
    failures,
    unlessSpent,
    bucket: await bucketOf(deps, { purpose: claim.purpose, email }),
    addressSubjects: await addressSubjects(deps.keyring, email),
    registrations: registrationBudgets(deps),
  }
  const devices = await presentedDevices(deps)
  let opened = false
  const session = await openSession(deps, {
    userId: user.id,
    proven: password === undefined ? ['mailbox'] : ['password', 'mailbox'],
    now,
    recordedAs: { event: account ? 'account_taken_over' : 'registered', reason: 'mail' },
    deed: async ({ session, earlierSid }) => {
      const done = await deps.store.deeds.createAccount({
        claim,
        user,
        profile,
        session,
        accountProof: { sid: caller?.sid, devices },
        earlierSid,
        surviving: SURVIVES_EVERYTHING,
        byMail,
      })
      opened = done?.user?.id === user.id
      if (done?.retryAt !== undefined) throw tooMany(done.retryAt, now, 'registrations')
      return done?.user && { ...done, session: { ...session, userId: done.user.id }, isTold: false }
    },
  })
  if (!session) throw refused('used_or_address_taken_meanwhile')
  return { ...session, opened }
}
