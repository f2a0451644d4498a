/**
 * Password hashes that other systems have made, each in one form and within bounds. Nothing else is
 * imported, and for any other stored string every password is wrong. The bounds hold for stored strings
 * too: somebody who can write to the database must not choose what a check costs. The costliest one takes
 * one to four seconds of CPU, and 64 MiB.
 */
export type ImportedHash = { salt: string; hash: string } & (
  | { scheme: 'bcrypt'; cost: number }
  | { scheme: 'argon2i' | 'argon2id'; memory: number; passes: number; lanes: number }
  | { scheme: 'scrypt' | 'scrypt-nfkc'; cost: ScryptCost }
  | { scheme: 'fbscrypt'; cost: ScryptCost; separator: string; signer: string }
  | { scheme: 'pbkdf2'; digest: Digest; iterations: number }
)

export type ScryptCost = { N: number; r: number; p: number }
type Digest = keyof typeof MAX_ITERATIONS

/** 64 MiB, half of what an isolate has: in KiB for Argon2, in blocks of 128 bytes for scrypt. */
const MAX_KIB = 65_536
const MAX_BLOCKS = 2 ** 19
/** Of Argon2, in all passes. Laravel's default is half of it: 64 MiB in four passes. */
const MAX_KIB_IN_ALL = 8 * MAX_KIB
/** Of scrypt, p times: p repeats the work in the same memory. */
const MAX_BLOCKS_IN_ALL = 2 ** 20
/**
 * The platform computes 100 000 in one call. Beyond that, SHA-256 is computed in JavaScript, at 1 to 3 µs
 * an iteration: Django 6 uses 1 200 000.
 */
const MAX_ITERATIONS = { sha1: 100_000, sha256: 1_200_000, sha512: 100_000 }

/** Characters of base64 (RFC 4648 §4, without padding) for 20, 32 and 64 bytes. */
const DIGEST_LENGTHS = { sha1: 27, sha256: 43, sha512: 86 }

const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-4])\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/

/** `$scheme$parameters$salt$hash`: base64 of whole bytes, at most 66, the hash at least 16. */
const PHC =
  /^\$([a-z\d-]{1,16})\$([\w=,$+/]{1,200})\$((?:[A-Za-z\d+/]{4}){0,21}[A-Za-z\d+/]{2,4})\$((?:[A-Za-z\d+/]{4}){5,21}[A-Za-z\d+/]{2,4})$/

const ARGON2 = /^v=19\$m=([1-9]\d{0,4}),t=([1-9]\d?),p=([1-4])$/
/** Characters of base64 for 8 bytes, the shortest salt that Argon2 libraries take. */
const SHORTEST_ARGON2_SALT = 11

const SCRYPT = /^ln=([1-9]\d?),r=([1-9]\d?),p=([1-9]\d?)$/
/** As Supabase writes it: Firebase's separator (`ss`, may be empty) and signer key (`sk`) with each hash. */
const FBSCRYPT =
  /^v=1,n=(\d\d?),r=([1-8]),p=1,ss=([A-Za-z\d+/]{0,22}),sk=((?:[A-Za-z\d+/]{4}){5,21}[A-Za-z\d+/]{2,4})$/
const PBKDF2 = /^i=([1-9]\d{0,6})$/

/** What a stored string says. Undefined when it has none of these forms, or asks for too much. */
export function readImported(stored: string): ImportedHash | undefined {
  const [, cost, bcryptSalt, bcryptHash] = BCRYPT.exec(stored) ?? []
  if (bcryptSalt && bcryptHash) {
    return { scheme: 'bcrypt', cost: Number(cost), salt: bcryptSalt, hash: bcryptHash }
  }
  const [, scheme = '', parameters = '', salt, hash] = PHC.exec(stored) ?? []
  if (!salt || !hash) return undefined
  if (scheme === 'argon2id' || scheme === 'argon2i') {
    const [memory = 0, passes = 0, lanes = 0] = numbers(ARGON2, parameters)
    if (memory < 8 * lanes || memory > MAX_KIB || memory * passes > MAX_KIB_IN_ALL) return undefined
    return lanes > 0 && salt.length >= SHORTEST_ARGON2_SALT
      ? { scheme, memory, passes, lanes, salt, hash }
      : undefined
  }
  if (scheme === 'scrypt' || scheme === 'scrypt-nfkc') {
    const found = affordable(numbers(SCRYPT, parameters))
    return found && { scheme, cost: found, salt, hash }
  }
  if (scheme === 'fbscrypt') {
    const [, n, r, separator = '', signer = ''] = FBSCRYPT.exec(parameters) ?? []
    const found = affordable([Number(n), Number(r), 1])
    return found && signer.length === hash.length
      ? { scheme, cost: found, separator, signer, salt, hash }
      : undefined
  }
  const digest = scheme.replace('pbkdf2-', '') as Digest
  const [iterations = Infinity] = numbers(PBKDF2, parameters)
  const isPbkdf2 = scheme !== digest && Object.hasOwn(MAX_ITERATIONS, digest)
  if (!isPbkdf2 || iterations > MAX_ITERATIONS[digest] || hash.length !== DIGEST_LENGTHS[digest])
    return undefined
  return { scheme: 'pbkdf2', digest, iterations, salt, hash }
}

const numbers = (form: RegExp, parameters: string): number[] =>
  (form.exec(parameters) ?? []).slice(1).map(Number)

/** RFC 7914 §2: N is a power of two, larger than 1 and less than 2^(128 · r / 8). */
function affordable([log = 0, r = 0, p = 0]: number[]): ScryptCost | undefined {
  const N = 2 ** log
  const isValid = log >= 1 && log < 16 * r
  return isValid && N * r <= MAX_BLOCKS && N * r * p <= MAX_BLOCKS_IN_ALL ? { N, r, p } : undefined
}
