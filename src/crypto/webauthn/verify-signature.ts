import type { Bytes } from '../bytes.ts'
import type { CoseKey } from './cose-key.ts'
import { rawSignature } from './der-signature.ts'

const ED25519_BYTES = 64

/** Whether the authenticator has made this signature over these bytes (WebAuthn L3 §6.5.5). */
export async function verifySignature(
  { algorithm, key }: CoseKey,
  { signature, signed }: { signature: Bytes; signed: Bytes },
): Promise<boolean> {
  if (algorithm === -8) {
    // The platform throws at any other length.
    return signature.length === ED25519_BYTES && crypto.subtle.verify('Ed25519', key, signature, signed)
  }
  if (algorithm === -257) return crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, signature, signed)
  const raw = rawSignature(signature)
  return raw !== undefined && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, signed)
}
