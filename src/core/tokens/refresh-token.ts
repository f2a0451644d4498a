import { base64url, equal, fromBase64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'

export type RefreshToken = { sid: string; generation: number }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const GENERATION = /^(0|[1-9]\d{0,8})$/

/**
 * `<session>.<generation>.<base64url(HMAC)>`. Nothing of it is stored: the successor of a token can be
 * computed again, so a refresh that is repeated after a lost answer gets the same one.
 *
 * @param app the client id, where the session is an app's: such a token is good for that app at /token alone
 */
export async function writeRefreshToken(
  { refreshMacs: [current] }: Keyring,
  token: RefreshToken,
  app?: string,
): Promise<string> {
  return `${token.sid}.${token.generation}.${base64url(await mac(current, token, app))}`
}

/**
 * Reads a refresh token; undefined unless its MAC is right. A forged token has no effect at all: only a
 * valid MAC with an old generation counts as reuse, so junk can not end anybody's session. Junk is also the token of
 * an app where none is named, and where one is, any other than its own.
 */
export async function readRefreshToken(
  { refreshMacs }: Keyring,
  text: string,
  app?: string,
): Promise<RefreshToken | undefined> {
  const [sid = '', generationText = '', macText = '', ...more] = text.length > 128 ? [] : text.split('.')
  if (more.length > 0 || !UUID.test(sid) || !GENERATION.test(generationText)) return undefined
  const presented = fromBase64url(macText)
  if (!presented) return undefined
  const token = { sid, generation: Number(generationText) }
  for (const key of refreshMacs) {
    if (equal(await mac(key, token, app), presented)) return token
  }
  return undefined
}

const mac = (key: CryptoKey, { sid, generation }: RefreshToken, app: string | undefined) =>
  hmac(key, utf8(`${app === undefined ? 'rt1' : `ra1|${app}`}|${sid}|${generation}`))
