import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { randomToken } from '../../crypto/random.ts'
import type { NewChallenge, Purpose } from '../../store/tables/challenges.ts'

/**
 * A mailed link: a 256-bit token that nobody has to type. Only its hash is stored, and it is put into the
 * fragment of an address, which no server on the way and no log ever sees.
 */
export async function newLink({
  page,
  purpose,
  subject,
  now,
  seconds,
  more = {},
}: {
  /** The page behind the link. */
  page: string
  purpose: Purpose
  subject: string
  now: number
  seconds: number
  /** What else the page needs to know. */
  more?: Record<string, string>
}): Promise<{ link: string; challenge: NewChallenge }> {
  const token = randomToken()
  const fragment = new URLSearchParams({ token, ...more })
  const id = await linkId(token)
  const challenge = { id, subject, purpose, tries: 0, createdAt: now, expiresAt: now + seconds * 1000 }
  return { link: `${page}#${fragment.toString()}`, challenge }
}

/** The name a link's token goes by in the ledger. */
export const linkId = async (token: string): Promise<string> => base64url(await sha256(utf8(token)))
