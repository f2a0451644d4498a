import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { checkNewPassword } from '../identity/password-rules.ts'
import { linkedChallengeId } from '../ledger/new-challenge.ts'
import { bucketOf } from '../limits/mail-budgets.ts'
import { attempt } from '../sign-in/attempt.ts'
import { nameOfDevice, presentedDevices } from '../sign-in/known-devices.ts'
import type { SignedIn } from '../sign-in/open-session.ts'
import { deletingLine } from '../sign-in/refuse-deleting.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Brought, type ProvenMailbox, proveByMail } from './find.ts'
import { type Opening, openByMail } from './open.ts'

const purpose = 'sign_in_mail'

/**
 * Signs in whoever brings what was mailed, or opens their account. The first use of the code or the link ends both.
 * An unverified account of the address yields, unless the request shows that it is the sender's. `opened`: the account
 * is new.
 *
 * @throws Failure invalid_code, invalid_link, invalid_input, sign_up_closed, email_taken while somebody may come back
 *   to the address, second_step_required, account_deleting, too_many_requests, human_check_required, unavailable
 */
export async function redeemSignInMail(
  deps: Deps,
  { brought, opening, caller }: { brought: Brought; opening: Opening; caller: TokenClaims | undefined },
): Promise<SignedIn & { opened: boolean }> {
  const { password } = opening
  const proven = await proveByMail(deps, brought, {
    caller,
    check: async (email) => {
      if (password !== undefined) await checkNewPassword(deps, password, { email, member: 'password' })
    },
  })
  const { account, owned, refused } = proven
  if (account && account.disabledAt !== null) throw refused('disabled')
  if (account && account.verifiedAt !== null)
    return { ...(await signIn(deps, proven, account)), opened: false }
  if (owned) throw new Failure('email_taken')
  return openByMail(deps, proven, { opening, caller })
}

async function signIn(
  deps: Deps,
  { claim, email, failures, unlessSpent, refused }: ProvenMailbox,
  account: User,
): Promise<SignedIn> {
  const { deeds } = deps.store
  const redeemed = {
    claim,
    account: { id: account.id, email, securityVersion: account.securityVersion },
    failures,
    unlessSpent,
    bucket: await bucketOf(deps, { purpose, email }),
  }
  const device = nameOfDevice(await presentedDevices(deps), account)
  const outcome = await attempt(
    deps,
    { account, proof: { kind: 'mailbox', userId: account.id, at: claim.now } },
    {
      recordedAs: { event: 'signed_in', reason: 'mail' },
      device,
      now: claim.now,
      deed: (opening) => deeds.signInByMail({ ...redeemed, ...opening }),
      wait: (challenge) => deeds.askSecondStepByMail({ ...redeemed, challenge }),
    },
  )
  const isUsed =
    !outcome || ('deleting' in outcome && !(await deeds.useUpMail({ ...redeemed, line: deletingLine(deps) })))
  if (isUsed) throw refused('used_or_changed_meanwhile')
  if ('deleting' in outcome) throw outcome.deleting
  if ('next' in outcome) throw new Failure('second_step_required', { secondStep: outcome.next })
  return outcome.session
}

/**
 * What a link alone is answered, which uses nothing up.
 *
 * @throws Failure unauthenticated for a good one, invalid_link
 */
export async function refuseLinkAlone(deps: Pick<Deps, 'now' | 'store'>, token: string): Promise<never> {
  const about = { id: await linkedChallengeId(token), purpose, now: deps.now() } as const
  if (!(await deps.store.queries.isChallengeGood(about))) throw new Failure('invalid_link')
  throw new Failure('unauthenticated', { reason: 'link_alone' })
}
