import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import { randomToken } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'
import { askSecondStep } from '../second-step/ask.ts'
import { lacksSecondStep } from '../sign-in/attempt.ts'
import { openSession, type SignedIn } from '../sign-in/open-session.ts'
import type { ProofKind } from '../sign-in/proof.ts'
import { openKeeper } from '../tokens/keep-token.ts'

const purpose = 'keep_account'
const recordedAs = { event: 'deletion_cancelled' } as const
const event = { ...recordedAs, outcome: 'success' } as const

/**
 * Brings the account back with the token of a sign-in that was refused because of the deletion, and signs in. The
 * session is as old as that sign-in's proofs: the token makes nothing fresher.
 *
 * @throws Failure token_refused, for whatever is wrong with the token
 */
export async function keepAccount(deps: Deps, { token }: { token: string }): Promise<SignedIn> {
  const now = deps.now()
  const keeper = await openKeeper(deps.keyring, token, { now })
  if (!keeper || keeper.provenAt < deps.config.NOT_BEFORE * 1_000)
    throw new Failure('token_refused', { reason: 'keep_token' })
  const { userId, securityVersion, proven, provenAt, passkeyId, device } = keeper
  const [first, ...others] = proven
  const session = await openSession(deps, {
    userId,
    proven: [first as ProofKind, ...others],
    provenAt,
    passkeyId,
    recordedAs,
    device,
    now,
    deed: ({ session, max, devices, earlierSid, line }) =>
      deps.store.deeds.keepAccount({
        userId,
        securityVersion,
        claim: undefined,
        by: session.id,
        next: { session, max, devices, earlierSid },
        line,
        now,
      }),
  })
  if (!session) throw new Failure('token_refused', { reason: 'not_deleting_any_more' })
  return session
}

type ByLink = { token: string; email: string }

/**
 * The same with the mailed link and the address that it was mailed to. The mailbox is one proof: an account that
 * has a second step comes back, and asks for that before it signs anybody in. One that takes no sign-in by mail comes
 * back, and nobody is signed in.
 *
 * @throws Failure invalid_link, second_step_required, sign_in_again
 */
export async function keepAccountByLink(deps: Deps, mailed: ByLink): Promise<SignedIn> {
  const { store } = deps
  const { user, claim } = await openLink(deps, mailed)
  const { id: userId, securityVersion } = user
  const about = { userId, securityVersion, claim, now: claim.now }
  if (user.mailSignInOffAt !== null) {
    await keepAndSignNobodyIn(deps, { user, claim })
    throw new Failure('sign_in_again', { methods: [user.password === NO_PASSWORD ? 'passkey' : 'password'] })
  }
  if (lacksSecondStep(user, [{ kind: 'mailbox' }])) {
    const next = await askSecondStep(deps, {
      account: user,
      proof: { kind: 'mailbox', userId, at: claim.now },
      device: undefined,
      deed: async (waits) =>
        (
          await store.deeds.keepAccount({
            ...about,
            by: claim.claim,
            next: { waits },
            line: deps.lineOf(event),
          })
        )?.factors,
    })
    if (!next) throw new Failure('invalid_link')
    deps.log({ ...event, userId })
    throw new Failure('second_step_required', { secondStep: next })
  }
  const session = await openSession(deps, {
    userId,
    proven: ['mailbox'],
    recordedAs,
    now: claim.now,
    deed: ({ session, max, devices, earlierSid, line }) =>
      store.deeds.keepAccount({
        ...about,
        by: session.id,
        next: { session, max, devices, earlierSid },
        line,
      }),
  })
  if (!session) throw new Failure('invalid_link')
  return session
}

/**
 * The same on the page of the link, which signs nobody in.
 *
 * @throws Failure invalid_link
 */
export async function keepAccountOnPage(deps: Deps, mailed: ByLink): Promise<void> {
  await keepAndSignNobodyIn(deps, await openLink(deps, mailed))
}

async function keepAndSignNobodyIn(
  deps: Deps,
  { user, claim }: Awaited<ReturnType<typeof openLink>>,
): Promise<void> {
  const kept = await deps.store.deeds.keepAccount({
    userId: user.id,
    securityVersion: user.securityVersion,
    claim,
    by: randomToken(),
    next: undefined,
    line: deps.lineOf(event),
    now: claim.now,
  })
  if (!kept) throw new Failure('invalid_link')
  deps.log({ ...event, userId: user.id })
}

/** A wrong address uses nothing up: mail scanners open links and press buttons, and type nothing. */
async function openLink(deps: Deps, { token, email }: ByLink) {
  const about = { id: await challengeId(token), purpose, now: deps.now() } as const
  const found = await deps.store.queries.accountOfChallenge(about)
  if (found?.user.email !== email) throw new Failure('invalid_link')
  const user: User = found.user
  return { user, claim: newClaim(about) }
}
