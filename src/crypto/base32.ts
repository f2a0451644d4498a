import type { Bytes } from './bytes.ts'

/** RFC 4648 §6: what authenticator apps read. */
export const RFC_4648 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Crockford's: without I, L, O and U, which are mistaken for other characters or spell words. */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Five bits a character, without padding. Bits that are missing in the last character are zero. */
export function base32(bytes: Bytes, alphabet: typeof RFC_4648 | typeof CROCKFORD): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff
    held += 8
    while (held >= 5) {
      held -= 5
      text += alphabet.charAt((bits >> held) & 31)
    }
  }
  return held > 0 ? text + alphabet.charAt((bits << (5 - held)) & 31) : text
}
