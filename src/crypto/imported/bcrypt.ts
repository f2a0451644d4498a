import { decodeBase64, hashSync } from 'bcryptjs'
import { type Bytes, equal } from '../bytes.ts'

/** A hash holds 184 of the 192 bits that bcrypt computes: 31 characters. */
const HASH_BYTES = 23

/**
 * Whether bcrypt makes this hash of the password. bcrypt reads the first 72 bytes, and a NUL is a byte like
 * any other. `$2a$`, `$2b$` and `$2y$` name the same function: they differ in the faults of old
 * implementations.
 *
 * @param cost binary logarithm of the number of key expansions
 * @param salt 22 characters of bcrypt's own base64
 * @param hash 31 characters of it
 */
export function verifyBcrypt(
  password: string,
  { cost, salt, hash }: { cost: number; salt: string; hash: string },
): boolean {
  const settings = `$2b$${String(cost).padStart(2, '0')}$${salt}`
  // TextEncoder writes half of a surrogate pair as U+FFFD. bcryptjs would write it as it is.
  const computed = hashSync(password.toWellFormed(), settings).slice(settings.length)
  return equal(bytesOf(computed), bytesOf(hash))
}

/** Bytes are compared, not characters: the two spare bits of the last character may have any value. */
const bytesOf = (hash: string): Bytes => new Uint8Array(decodeBase64(hash, HASH_BYTES))
