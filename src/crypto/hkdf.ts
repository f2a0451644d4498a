import { type Bytes, utf8 } from './bytes.ts'

/**
 * HKDF-SHA-256 (RFC 5869), by default with an empty salt. One secret gives independent keys: each use has a
 * fixed `info` of its own.
 *
 * @param length of the derived key in bytes, at most 255 × 32
 */
export async function hkdf(
  secret: Bytes,
  info: string | Bytes,
  { length = 32, salt = new Uint8Array() }: { length?: number; salt?: Bytes } = {},
): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info: typeof info === 'string' ? utf8(info) : info },
    key,
    length * 8,
  )
  return new Uint8Array(bits)
}
