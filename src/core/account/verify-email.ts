import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { newLink } from '../ledger/link.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { newClaim } from '../ledger/redeem.ts'

const HOUR = 3_600

const purpose = 'verify_email'

/** Makes the link that asks the owner of a new account's address to confirm it. */
export async function newVerificationLink(
  deps: Pick<Deps, 'config'>,
  { userId, now }: { userId: string; now: number },
) {
  const { APP_URL, VERIFY_URL } = deps.config
  const page = VERIFY_URL ?? `${APP_URL}/verify-email`
  const { link, challenge, seconds } = await newLink(deps, { page, purpose, subject: userId, now })
  return { link, challenge, hours: seconds / HOUR }
}

/**
 * Confirms an address: the link's token came back by the press of a button.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign tokens alike
 */
export async function verifyEmail(
  { store, now, record }: Pick<Deps, 'store' | 'now' | 'record'>,
  { token }: { token: string },
): Promise<void> {
  const claim = newClaim({ id: await challengeId(token), purpose, now: now() })
  const verified = await store.deeds.verifyEmail(claim)
  if (!verified) throw new Failure('invalid_link')
  record({ event: 'email_verified', outcome: 'success', ...verified })
}
