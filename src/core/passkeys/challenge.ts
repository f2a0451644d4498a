import {
  base64url,
  type Bytes,
  concat,
  equal,
  fromBase64url,
  sha256,
  toBytes,
  utf8,
} from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { type Refused, refused } from './refusal.ts'

/** What a challenge is for. `binding` is the session, the second step or the browser that it is for; a sign-in may have none. */
export type ChallengeUse =
  | { purpose: 'register' | 'reauthenticate'; binding: string }
  | { purpose: 'sign_in'; binding?: string | undefined }

/** A sign-in that one browser begins nobody ends in another. The name of a second step has no colon: none is a browser. */
export const signInIn = (browser: string | undefined): ChallengeUse => ({
  purpose: 'sign_in',
  binding: browser === undefined ? undefined : `browser:${browser}`,
})

/** A challenge that is ours. Its id is spent in the batch that acts on it: then no other request can. */
export type OpenedChallenge = { id: string; expiresAt: number }

/** WebAuthn L3 §15.1 recommends 300 to 600 seconds. */
export const CHALLENGE_S = 300

const RANDOM_BYTES = 16
const EXPIRY_BYTES = 6
const MAC_BYTES = 32
const CONTENT_BYTES = RANDOM_BYTES + EXPIRY_BYTES

/**
 * `random ‖ expiry ‖ MAC(purpose, binding, random ‖ expiry)`. Nothing is stored, so that asking costs nothing:
 * a sign-in page asks for one each time it is shown.
 */
export async function writeChallenge(
  { passkeyMacs: [current] }: Keyring,
  use: ChallengeUse,
  now: number,
): Promise<string> {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))
  const content = concat(random, toBytes(now + CHALLENGE_S * 1_000, EXPIRY_BYTES))
  return base64url(concat(content, await mac(current, use, content)))
}

/** @param notBefore seconds: challenges from before are refused */
export async function openChallenge(
  { passkeyMacs }: Keyring,
  challenge: string,
  { use, now, notBefore }: { use: ChallengeUse; now: number; notBefore: number },
): Promise<OpenedChallenge | Refused> {
  const bytes = fromBase64url(challenge)
  if (bytes?.length !== CONTENT_BYTES + MAC_BYTES) return refused('challenge_foreign')
  const [content, presented] = [bytes.slice(0, CONTENT_BYTES), bytes.slice(CONTENT_BYTES)]
  const macs = await Promise.all(passkeyMacs.map((key) => mac(key, use, content)))
  if (!macs.some((each) => equal(each, presented))) return refused('challenge_foreign')
  const expiresAt = Number(`0x${content.slice(RANDOM_BYTES).toHex()}`)
  const issuedAt = expiresAt - CHALLENGE_S * 1_000
  if (now >= expiresAt || issuedAt < notBefore * 1_000) return refused('challenge_expired')
  return { id: base64url(await sha256(bytes)), expiresAt }
}

/** The content has a fixed length and comes last, so no two uses make one message. */
const mac = (key: CryptoKey, { purpose, binding }: ChallengeUse, content: Bytes) =>
  hmac(key, concat(utf8(`pk1|${purpose}${binding === undefined ? '' : `|${binding}`}`), content))
