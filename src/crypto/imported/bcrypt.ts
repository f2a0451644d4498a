import { createHash, createHmac } from 'node:crypto'
import { decodeBase64, hashSync } from 'bcryptjs'
import { type Bytes, equal } from '../bytes.ts'
import type { ImportedHash, Preparation } from './form.ts'

/** A hash holds 184 of the 192 bits that bcrypt computes: 31 characters. */
const HASH_BYTES = 23

/**
 * Whether bcrypt makes this hash of the password. bcrypt reads the first 72 bytes, and a NUL is a byte like
 * any other. `$2a$`, `$2b$` and `$2y$` name the same function: they differ in the faults of old
 * implementations. Its salt and hash are in bcrypt's own base64.
 */
export function verifyBcrypt(
  password: string,
  { preparation, cost, salt, hash }: Extract<ImportedHash, { scheme: 'bcrypt' }>,
): boolean {
  const settings = `$2b$${String(cost).padStart(2, '0')}$${salt}`
  // TextEncoder writes half of a surrogate pair as U+FFFD. bcryptjs would write it as it is.
  const prepared = prepare(preparation, password.toWellFormed(), salt)
  const computed = hashSync(prepared, settings).slice(settings.length)
  return equal(bytesOf(computed), bytesOf(hash))
}

/** Systems that count more than 72 bytes of a password hand its digest to bcrypt. */
function prepare(preparation: Preparation, password: string, salt: string): string {
  switch (preparation) {
    case 'django':
      return createHash('sha256').update(password).digest('hex')
    case 'passlib-1':
      return createHash('sha256').update(password).digest('base64')
    case 'passlib-2':
      return createHmac('sha256', salt).update(password).digest('base64')
    case 'wordpress':
      return createHmac('sha384', 'wp-sha384').update(trimLikePhp(password)).digest('base64')
    default:
      return password
  }
}

/** The characters that PHP's `trim` takes away. JavaScript's takes more. */
const trimLikePhp = (text: string) => text.replaceAll(/^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, '')

/** Bytes are compared, not characters: the two spare bits of the last character may have any value. */
const bytesOf = (hash: string): Bytes => new Uint8Array(decodeBase64(hash, HASH_BYTES))
