import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import type { NewChallenge } from '../../store/challenges.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'

export const LINK_HOURS = 24

/**
 * The challenge of a verification mail and its link. The token is in the fragment, which no server on the
 * way and no log ever sees, and only its hash is stored.
 */
export async function newVerificationLink(
  { config }: Pick<Deps, 'config'>,
  { userId, now }: { userId: string; now: number },
): Promise<{ challenge: NewChallenge; link: string }> {
  const token = randomToken()
  const challenge = {
    id: await idOf(token),
    subject: userId,
    purpose: 'verify_email' as const,
    tries: 0,
    createdAt: now,
    expiresAt: now + LINK_HOURS * 3_600_000,
  }
  return { challenge, link: `${config.VERIFY_URL ?? `${config.APP_URL}/verify-email`}#token=${token}` }
}

/**
 * The link's token came back by the press of a button: the address is its owner's.
 *
 * @throws Failure invalid_link, for wrong, used, expired and foreign tokens alike
 */
export async function verifyEmail({ store, now, record }: Deps, { token }: { token: string }): Promise<void> {
  const claim = { id: await idOf(token), claim: randomToken(), now: now() }
  if (!(await store.redemptions.verifyEmail(claim))) throw new Failure('invalid_link')
  record({ event: 'email_verified', outcome: 'success' })
}

const idOf = async (token: string) => base64url(await sha256(utf8(token)))
