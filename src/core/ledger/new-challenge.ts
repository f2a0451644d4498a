import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import type { NewChallenge, Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { PURPOSES } from './purposes.ts'

/** The name a challenge goes by in the ledger and in KV. Only the hash of its secret is stored anywhere. */
export const challengeId = async (secret: string): Promise<string> => base64url(await sha256(utf8(secret)))

/** A challenge and its secret of 256 bits, which only a step cookie or a mailed link holds. */
export async function newChallenge(
  { config }: Pick<Deps, 'config'>,
  { purpose, subject, now }: { purpose: Purpose; subject: string; now: number },
): Promise<{ secret: string; challenge: NewChallenge; seconds: number }> {
  const secret = randomToken()
  const seconds = PURPOSES[purpose].lives(config)
  const id = await challengeId(secret)
  const challenge = { id, subject, purpose, tries: 0, createdAt: now, expiresAt: now + seconds * 1_000 }
  return { secret, challenge, seconds }
}
