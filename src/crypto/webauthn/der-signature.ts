import { type Bytes, concat } from '../bytes.ts'

const SEQUENCE = 0x30
const INTEGER = 0x02
const COORDINATE_BYTES = 32

/**
 * An ECDSA signature as WebCrypto wants it: r and s in 32 bytes each. Authenticators send DER, whose
 * integers have no leading zeros: one of the two is shorter than 32 bytes in one signature of 128. Undefined
 * unless it is DER for exactly two positive integers (X.690 §8.3, §10.1).
 */
export function rawSignature(der: Bytes): Bytes | undefined {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return undefined
  const r = readInteger(der, 2)
  if (!r) return undefined
  const s = readInteger(der, r.end)
  return s?.end === der.length ? concat(r.value, s.value) : undefined
}

function readInteger(der: Bytes, start: number): { value: Bytes; end: number } | undefined {
  const length = der[start + 1] ?? 0
  const end = start + 2 + length
  if (der[start] !== INTEGER || length === 0 || end > der.length) return undefined
  const integer = der.subarray(start + 2, end)
  const [first = 0, second = 0] = integer
  // A zero in front is there if, and only if, the integer would be negative without it.
  if (first > 0x7f || (first === 0 && second <= 0x7f)) return undefined
  const digits = first === 0 ? integer.subarray(1) : integer
  if (digits.length > COORDINATE_BYTES) return undefined
  return { value: concat(new Uint8Array(COORDINATE_BYTES - digits.length), digits), end }
}
