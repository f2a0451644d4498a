import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { linkId, newLink } from '../ledger/link-token.ts'

export const LINK_HOURS = 24

/** What asks the owner of a new account's address to confirm it. */
export const newVerificationLink = (
  { config }: Pick<Deps, 'config'>,
  { userId, now }: { userId: string; now: number },
) =>
  newLink({
    page: config.VERIFY_URL ?? `${config.APP_URL}/verify-email`,
    purpose: 'verify_email',
    subject: userId,
    now,
    seconds: LINK_HOURS * 3_600,
  })

/**
 * The link's token came back by the press of a button: the address is its owner's.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign tokens alike
 */
export async function verifyEmail({ store, now, record }: Deps, { token }: { token: string }): Promise<void> {
  const claim = { id: await linkId(token), claim: randomToken(), now: now() }
  const verified = await store.mailboxes.verifyEmail(claim)
  if (!verified) throw new Failure('invalid_link')
  record({ event: 'email_verified', outcome: 'success', ...verified })
}
