import { scryptSync } from 'node:crypto'
import { pbkdf2 as longPbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { type Bytes, concat, equal, utf8 } from '../bytes.ts'
import { ITERATIONS_PER_CALL, pbkdf2 } from '../pbkdf2.ts'
import { argon2 } from './argon2/argon2.ts'
import { verifyBcrypt } from './bcrypt.ts'
import type { ImportedHash, ScryptCost } from './form.ts'
import { pbkdf2Sha256 } from './pbkdf2-sha256.ts'
import { decodePhpass, phpass } from './phpass.ts'

/** More than limits.ts lets in. Without it Node's interface stops at 32 MiB. */
const SCRYPT_MAX_BYTES = 2 ** 27

const DIGESTS = {
  sha1: { name: 'SHA-1', length: 20 },
  sha256: { name: 'SHA-256', length: 32 },
  sha512: { name: 'SHA-512', length: 64 },
} as const

type Imported<Scheme> = Extract<ImportedHash, { scheme: Scheme }>
type Sizes = { salt: Bytes; length: number }

/**
 * Whether the password is right for the hash of another system. It is computed as that system did, from
 * what was typed, without NFC. This file is loaded when the first such hash is checked.
 */
export async function verifyImported(password: string, imported: ImportedHash): Promise<boolean> {
  if (imported.scheme === 'bcrypt') return verifyBcrypt(password, imported)
  if (imported.scheme === 'phpass') return equal(phpass(password, imported), decodePhpass(imported.hash))
  const [salt, hash] = [fromBase64(imported.salt), fromBase64(imported.hash)]
  const computed = await compute(password, imported, { salt, length: hash.length })
  return equal(computed, hash.subarray(0, computed.length))
}

/** Argon2 and scrypt are computed without a pause: the memory of two at once would not fit into an isolate. */
function compute(
  password: string,
  imported: Exclude<ImportedHash, { scheme: 'bcrypt' | 'phpass' }>,
  sizes: Sizes,
): Bytes | Promise<Bytes> {
  const bytes = utf8(password)
  switch (imported.scheme) {
    case 'argon2i':
    case 'argon2id': {
      const { scheme, memory, passes, lanes } = imported
      return argon2(scheme, bytes, sizes.salt, { memory, passes, lanes, length: sizes.length })
    }
    case 'scrypt':
      return scrypt(bytes, imported.cost, sizes)
    case 'scrypt-nfkc':
      return scrypt(utf8(password.normalize('NFKC')), imported.cost, sizes)
    case 'fbscrypt':
      return firebaseScrypt(bytes, imported, sizes.salt)
    default:
      return anyPbkdf2(bytes, imported, sizes)
  }
}

const scrypt = (password: Bytes, cost: ScryptCost, { salt, length }: Sizes): Bytes =>
  new Uint8Array(scryptSync(password, salt, length, { ...cost, maxmem: SCRYPT_MAX_BYTES }))

/** Firebase encrypts the project's signer key with the derived key, and stores that as the hash. */
async function firebaseScrypt(
  password: Bytes,
  { cost, separator, signer }: Imported<'fbscrypt'>,
  salt: Bytes,
): Promise<Bytes> {
  const key = scrypt(password, cost, { salt: concat(salt, fromBase64(separator)), length: 32 })
  const aes = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt'])
  const algorithm = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 }
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, aes, fromBase64(signer)))
}

/**
 * The platform refuses more than ITERATIONS_PER_CALL, and several calls would make another function. Of a
 * hash that is longer than the digest (Keycloak, ASP.NET Identity 2) the first block is computed and
 * compared: each block costs all iterations again, and one has 160 bits or more.
 */
function anyPbkdf2(
  password: Bytes,
  { digest, iterations }: Imported<'pbkdf2'>,
  { salt, length: whole }: Sizes,
): Bytes | Promise<Bytes> {
  const length = Math.min(whole, DIGESTS[digest].length)
  if (iterations <= ITERATIONS_PER_CALL)
    return pbkdf2(password, { salt, iterations, digest: DIGESTS[digest].name, length })
  return digest === 'sha256'
    ? pbkdf2Sha256(password, salt, iterations).subarray(0, length)
    : new Uint8Array(longPbkdf2(sha512, password, salt, { c: iterations, dkLen: length }))
}

const fromBase64 = (text: string): Bytes => Uint8Array.fromBase64(text)
