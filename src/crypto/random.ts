import { base64url, type Bytes, concat, toBytes } from './bytes.ts'

/** The last id of this isolate: its moment, and how many ids that moment had before. */
const last = { now: 0, count: 0 }
/** What 12 bits can count. */
const MOST = 0xfff

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of time, a counter of 12 bits (§6.2, method 1), 62 random bits. Ids sort by the time
 * they were made, and those that an isolate makes in one millisecond in their order.
 */
export function uuidv7(now: number): string {
  last.count = now === last.now ? Math.min(last.count + 1, MOST) : 0
  last.now = now
  const bytes = concat(toBytes(now, 6), toBytes(last.count, 2), randomBytes(8))
  bytes[6] = (bytes[6] as number) | 0x70
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
