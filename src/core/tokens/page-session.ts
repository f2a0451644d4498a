import { base64url, equal, fromBase64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'

/** What the cookie of a page says: which session, and as of which proof. D1 says whether that is still so. */
export type PageSession = { sid: string; generation: number }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const GENERATION = /^(0|[1-9]\d{0,8})$/

/**
 * `<session>.<generation>.<base64url(HMAC)>`. Each proof raises the generation, so a copy from before a proof is worth
 * nothing after it. The key is its own: this is no refresh token, and a refresh token is no cookie of a page.
 */
export async function writePageSession(
  { pageMacs: [current] }: Pick<Keyring, 'pageMacs'>,
  session: PageSession,
): Promise<string> {
  return `${session.sid}.${session.generation}.${base64url(await mac(current, session))}`
}

/** Undefined unless the MAC is right. */
export async function readPageSession(
  { pageMacs }: Pick<Keyring, 'pageMacs'>,
  text: string,
): Promise<PageSession | undefined> {
  const [sid = '', generationText = '', macText = '', ...more] = text.length > 128 ? [] : text.split('.')
  if (more.length > 0 || !UUID.test(sid) || !GENERATION.test(generationText)) return undefined
  const presented = fromBase64url(macText)
  if (!presented) return undefined
  const session = { sid, generation: Number(generationText) }
  for (const key of pageMacs) {
    if (equal(await mac(key, session), presented)) return session
  }
  return undefined
}

const mac = (key: CryptoKey, { sid, generation }: PageSession) => hmac(key, utf8(`pg1|${sid}|${generation}`))
