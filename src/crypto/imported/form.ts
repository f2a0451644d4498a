import { excessOf } from './limits.ts'

/**
 * Password hashes that other systems have made, each in one form and within limits. Nothing else is
 * imported, and for any other stored string every password is wrong.
 */
export type ImportedHash = { salt: string; hash: string } & (
  | { scheme: 'bcrypt'; preparation: Preparation; cost: number }
  | { scheme: 'argon2i' | 'argon2id'; memory: number; passes: number; lanes: number }
  | { scheme: 'scrypt' | 'scrypt-nfkc'; cost: ScryptCost }
  | { scheme: 'fbscrypt'; cost: ScryptCost; separator: string; signer: string }
  | { scheme: 'pbkdf2'; digest: Digest; iterations: number }
  | { scheme: 'phpass'; rounds: number }
)

export type ScryptCost = { N: number; r: number; p: number }

const DIGESTS = ['sha1', 'sha256', 'sha512'] as const
export type Digest = (typeof DIGESTS)[number]

/** What a system makes of a password before bcrypt, which reads 72 bytes (bcrypt.ts). */
const PREPARATIONS = ['plain', 'django', 'passlib-1', 'passlib-2', 'wordpress'] as const
export type Preparation = (typeof PREPARATIONS)[number]

const BCRYPT =
  /^(?:\$bcrypt-([a-z\d-]{1,16}))?\$2[aby]\$(0[4-9]|[12]\d|3[01])\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/

/** Of WordPress before 6.8: the first character after `$P$` is the logarithm of the number of rounds. */
const PHPASS = /^\$P\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})$/
export const PHPASS_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `$scheme$parameters$salt$hash`: base64 of whole bytes, at most 66, the hash at least 16. */
const PHC =
  /^\$([a-z\d-]{1,16})\$([\w=,$+/]{1,200})\$((?:[A-Za-z\d+/]{4}){0,21}[A-Za-z\d+/]{2,4})\$((?:[A-Za-z\d+/]{4}){5,21}[A-Za-z\d+/]{2,4})$/

const ARGON2 = /^v=19\$m=([1-9]\d{0,7}),t=([1-9]\d{0,3}),p=([1-9]\d?)$/
/** Characters of base64 for 8 bytes, the shortest salt that Argon2 libraries take. */
const SHORTEST_ARGON2_SALT = 11

const SCRYPT = /^ln=([1-9]\d?),r=([1-9]\d?),p=([1-9]\d?)$/
/** As Supabase writes it: Firebase's separator (`ss`, may be empty) and signer key (`sk`) with each hash. */
const FBSCRYPT =
  /^v=1,n=(\d\d?),r=([1-8]),p=1,ss=((?:[A-Za-z\d+/]{4}){0,5}(?:[A-Za-z\d+/]{2,3})?),sk=((?:[A-Za-z\d+/]{4}){5,21}[A-Za-z\d+/]{2,4})$/
const PBKDF2 = /^i=([1-9]\d{0,7})$/

/** What a stored string says. Undefined when it has none of these forms, or asks for too much. */
export function readImported(stored: string): ImportedHash | undefined {
  const read = parseImported(stored)
  return read && excessOf(read) === undefined ? read : undefined
}

/** The same, whatever it asks for. Only an import needs to know the difference. */
export function parseImported(stored: string): ImportedHash | undefined {
  return stored.startsWith('$P$') ? phpass(stored) : (bcrypt(stored) ?? phc(stored))
}

function bcrypt(stored: string): ImportedHash | undefined {
  const [, name = 'plain', cost, salt, hash] = BCRYPT.exec(stored) ?? []
  const preparation = PREPARATIONS.find((one) => one === name)
  return preparation && salt && hash
    ? { scheme: 'bcrypt', preparation, cost: Number(cost), salt, hash }
    : undefined
}

function phpass(stored: string): ImportedHash | undefined {
  const [, rounds = '', salt, hash] = PHPASS.exec(stored) ?? []
  return salt && hash ? { scheme: 'phpass', rounds: PHPASS_ALPHABET.indexOf(rounds), salt, hash } : undefined
}

function phc(stored: string): ImportedHash | undefined {
  const [, scheme = '', parameters = '', salt, hash] = PHC.exec(stored) ?? []
  if (!salt || !hash) return undefined
  if (scheme === 'argon2id' || scheme === 'argon2i') {
    const [memory = 0, passes = 0, lanes = 0] = numbers(ARGON2, parameters)
    const isValid = lanes > 0 && memory >= 8 * lanes && salt.length >= SHORTEST_ARGON2_SALT
    return isValid ? { scheme, memory, passes, lanes, salt, hash } : undefined
  }
  if (scheme === 'scrypt' || scheme === 'scrypt-nfkc') {
    const cost = scryptCost(numbers(SCRYPT, parameters))
    return cost && { scheme, cost, salt, hash }
  }
  if (scheme === 'fbscrypt') {
    const [, n, r, separator = '', signer = ''] = FBSCRYPT.exec(parameters) ?? []
    const cost = scryptCost([Number(n), Number(r), 1])
    return cost && signer.length === hash.length ? { scheme, cost, separator, signer, salt, hash } : undefined
  }
  const digest = DIGESTS.find((one) => scheme === `pbkdf2-${one}`)
  const [iterations] = numbers(PBKDF2, parameters)
  return digest && iterations ? { scheme: 'pbkdf2', digest, iterations, salt, hash } : undefined
}

const numbers = (form: RegExp, parameters: string): number[] =>
  (form.exec(parameters) ?? []).slice(1).map(Number)

/** RFC 7914 §2: N is a power of two, larger than 1 and less than 2^(128 · r / 8). */
const scryptCost = ([log = 0, r = 0, p = 0]: number[]): ScryptCost | undefined =>
  log >= 1 && log < 16 * r ? { N: 2 ** log, r, p } : undefined
