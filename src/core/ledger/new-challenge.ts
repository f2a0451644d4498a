import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import type { NewChallenge, Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { PURPOSES } from './purposes.ts'

type About = {
  purpose: Purpose
  subject: string
  /** What begins it, where that is no anonymous request: a session, or the link of a reclaim. */
  askedBy?: string | undefined
  now: number
}
type Made = { secret: string; challenge: NewChallenge; seconds: number }

/** The name a challenge goes by in the ledger and in KV. Only the hash of its secret is stored anywhere. */
export const challengeId = async (secret: string): Promise<string> => base64url(await sha256(utf8(secret)))

/** A challenge and its secret of 256 bits, which only a step cookie or a mailed link holds. */
export const newChallenge = (deps: Pick<Deps, 'config'>, about: About): Promise<Made> =>
  challengeOf(deps, about, randomToken())

/**
 * A challenge that a code and a link redeem. The step cookie holds a hash of the link's token: whoever should
 * ever read a cookie still has no link.
 */
export async function newLinkedChallenge(
  deps: Pick<Deps, 'config'>,
  about: About,
): Promise<Made & { token: string }> {
  const token = randomToken()
  return { token, ...(await challengeOf(deps, about, await challengeId(token))) }
}

/** The name of such a challenge, by the token of its link. */
export const linkedChallengeId = async (token: string): Promise<string> =>
  challengeId(await challengeId(token))

async function challengeOf(
  { config }: Pick<Deps, 'config'>,
  { purpose, subject, askedBy, now }: About,
  secret: string,
): Promise<Made> {
  const seconds = PURPOSES[purpose].lives(config)
  const expiresAt = now + seconds * 1_000
  const id = await challengeId(secret)
  const challenge = { id, subject, purpose, askedBy: askedBy ?? null, tries: 0, createdAt: now, expiresAt }
  return { secret, challenge, seconds }
}
