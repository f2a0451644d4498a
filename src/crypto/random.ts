import { base64url, type Bytes, concat, toBytes } from './bytes.ts'

/** A UUIDv7 (RFC 9562 §5.7): 48 bits of time, 74 random ones. Ids sort by the time they were made. */
export function uuidv7(now: number): string {
  const bytes = concat(toBytes(now, 6), randomBytes(10))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = bytes.toHex()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** 256 random bits as text, for a mailed link. */
export const randomToken = (): string => base64url(randomBytes(32))

/**
 * A code of decimal digits, each equally likely: bytes from 250 on are discarded, because 256 is not a
 * multiple of ten.
 */
export function randomDigits(length: number): string {
  let digits = ''
  while (digits.length < length) {
    for (const byte of randomBytes(length))
      if (byte < 250 && digits.length < length) digits += String(byte % 10)
  }
  return digits
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))
