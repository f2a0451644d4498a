import { base64url, type Bytes, concat, fromBase64url, utf8 } from './bytes.ts'

/** AES-256-GCM. Each sealed text names its key by the short id, so no other key is tried. */
export type SealKey = { id: string; key: CryptoKey }

/** What the text is about, and what it is for. It is authenticated: a seal moved to another row does not open there. */
type About = { subject: string; purpose: string }

/** NIST SP 800-38D §8.2.2: random, of 96 bits, for far fewer than 2³² seals a key. */
const IV_BYTES = 12
const FORM = /^seal1\.([\w-]{1,16})\.([\w-]+)$/

/** A key for seals. */
export const sealKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** Encrypts under the current key: `seal1.<key id>.<nonce ‖ ciphertext ‖ tag>`. */
export async function seal(
  [{ id, key }]: [SealKey, ...SealKey[]],
  text: string,
  about: About,
): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt(algorithm(iv, about), key, utf8(text))
  return `seal1.${id}.${base64url(concat(iv, new Uint8Array(sealed)))}`
}

/**
 * The text, or undefined when it was sealed for something else, was altered, or its key is gone. `outdated` asks
 * the caller to seal it anew: its key is not the current one.
 */
export async function open(
  keys: [SealKey, ...SealKey[]],
  sealed: string,
  about: About,
): Promise<{ text: string; outdated: boolean } | undefined> {
  const [, id, encoded = ''] = FORM.exec(sealed) ?? []
  const key = keys.find((each) => each.id === id)
  const bytes = fromBase64url(encoded)
  if (!key || !bytes) return undefined
  const [iv, ciphertext] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES)]
  try {
    const text = await crypto.subtle.decrypt(algorithm(iv, about), key.key, ciphertext)
    return { text: new TextDecoder().decode(text), outdated: key !== keys[0] }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return undefined
    throw error
  }
}

const algorithm = (iv: Bytes, { subject, purpose }: About) => ({
  name: 'AES-GCM',
  iv,
  // As JSON, so that no two pairs are the same text.
  additionalData: utf8(JSON.stringify(['seal1', purpose, subject])),
})
