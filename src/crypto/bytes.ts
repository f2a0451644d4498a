const encoder = new TextEncoder()

export type Bytes = Uint8Array<ArrayBuffer>

export const utf8 = (text: string): Bytes => new Uint8Array(encoder.encode(text))

export const base64url = (bytes: Bytes): string =>
  bytes.toBase64({ alphabet: 'base64url', omitPadding: true })

/** The bytes, or undefined when the text is anything but canonical unpadded base64url (RFC 4648 §5). */
export function fromBase64url(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: 'base64url', lastChunkHandling: 'loose' })
    // Left-over bits in the last character would let two texts stand for the same bytes.
    return base64url(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

export function concat(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** RFC 8017 I2OSP: the number as `length` bytes, most significant first. */
export function toBytes(number: number, length: number): Bytes {
  const bytes = new Uint8Array(length)
  for (let index = length - 1, rest = number; index >= 0; index -= 1, rest = Math.floor(rest / 256)) {
    bytes[index] = rest % 256
  }
  return bytes
}

/** Compares in a time that depends on the lengths only. The platform's own function throws on unequal lengths. */
export function equal(left: Bytes, right: Bytes): boolean {
  return left.length === right.length && crypto.subtle.timingSafeEqual(left, right)
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
