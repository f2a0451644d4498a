import { blake2b } from '@noble/hashes/blake2.js'
import { type Bytes, concat } from '../../bytes.ts'

/** LE32 of RFC 9106 §3.1 for each number: every machine that runs workerd is little-endian. */
export const le32 = (...numbers: number[]): Bytes => new Uint8Array(new Uint32Array(numbers).buffer)

/** H^x of §3.1: BLAKE2b with a result of at most 64 bytes. */
export const hash = (bytes: Bytes, length: number): Bytes => new Uint8Array(blake2b(bytes, { dkLen: length }))

/** H′ of §3.3: a hash of any length. Of each part but the last, the first 32 bytes count. */
export function longHash(bytes: Bytes, length: number): Bytes {
  const input = concat(le32(length), bytes)
  if (length <= 64) return hash(input, length)
  const result = new Uint8Array(length)
  let part = hash(input, 64)
  let at = 0
  for (; length - at > 64; at += 32) {
    result.set(part.subarray(0, 32), at)
    part = hash(part, Math.min(64, length - at - 32))
  }
  result.set(part, at)
  return result
}
