import { scryptSync } from 'node:crypto'
import { pbkdf2 as longPbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, concat, equal, utf8 } from '../bytes.ts'
import { ITERATIONS_PER_CALL, pbkdf2 } from '../pbkdf2.ts'
import { argon2 } from './argon2/argon2.ts'
import { verifyBcrypt } from './bcrypt.ts'
import type { ImportedHash, ScryptCost } from './form.ts'

/**
 * Whether the password is the one behind a hash of another system, computed as that system did it: from
 * what was typed, without NFC. Loaded at the first use; an isolate that never meets such a hash pays nothing.
 */
export async function verifyImported(password: string, imported: ImportedHash): Promise<boolean> {
  if (imported.scheme === 'bcrypt') return verifyBcrypt(password, imported)
  const [salt, hash] = [fromBase64(imported.salt), fromBase64(imported.hash)]
  return equal(await compute(password, imported, { salt, length: hash.length }), hash)
}

/** What takes memory is computed in one go, without a pause: two at once would not fit into an isolate. */
function compute(
  password: string,
  imported: Exclude<ImportedHash, { scheme: 'bcrypt' }>,
  { salt, length }: Sizes,
): Bytes | Promise<Bytes> {
  const bytes = utf8(password)
  if (imported.scheme === 'fbscrypt') {
    const salted = concat(salt, fromBase64(imported.separator))
    return encrypt(fromBase64(imported.signer), scrypt(bytes, imported.cost, { salt: salted, length: 32 }))
  }
  if (imported.scheme === 'pbkdf2') {
    const { digest, iterations } = imported
    // The platform refuses more in one call, and a chain of calls is another function.
    if (iterations > ITERATIONS_PER_CALL) {
      return new Uint8Array(longPbkdf2(sha256, bytes, salt, { c: iterations, dkLen: length }))
    }
    return pbkdf2(bytes, { salt, iterations, digest: DIGESTS[digest], length })
  }
  if ('memory' in imported) return argon2(imported.scheme, bytes, salt, { ...imported, length })
  const typed = imported.scheme === 'scrypt' ? bytes : utf8(password.normalize('NFKC'))
  return scrypt(typed, imported.cost, { salt, length })
}

type Sizes = { salt: Bytes; length: number }

const scrypt = (password: Bytes, cost: ScryptCost, { salt, length }: Sizes): Bytes =>
  new Uint8Array(scryptSync(password, salt, length, { ...cost, maxmem: SCRYPT_MAX_BYTES }))

/** Firebase: the derived key encrypts the project's signer key, and that is the hash. */
async function encrypt(signer: Bytes, key: Bytes): Promise<Bytes> {
  const aes = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt'])
  const algorithm = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, aes, signer))
}

/** More than form.ts lets in: without it Node's interface stops at 32 MiB. */
const SCRYPT_MAX_BYTES = 2 ** 27

const DIGESTS = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const

const fromBase64 = (text: string): Bytes => Uint8Array.fromBase64(text)
