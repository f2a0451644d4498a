import { base64url, type Bytes, concat, equal, fromBase64url, toBytes, utf8 } from './bytes.ts'
import { hmac } from './hmac.ts'
import { readImported } from './imported/form.ts'
import { ITERATIONS_PER_CALL, pbkdf2 } from './pbkdf2.ts'

/** A secret key outside the database (NIST SP 800-63B-4 §3.1.1.2), with the short id that travels in each hash. */
export type Pepper = { id: string; key: CryptoKey }

/** Six calls of 100 000 are OWASP's 600 000; the bound keeps a planted string from burning CPU. */
const MAX_CALLS = 12
const SALT_BYTES = 16
const HASH_BYTES = 32

/** The string of an account without a password, which only a reset gives one. No password is behind it. */
export const NO_PASSWORD = '!'

type Parameters = { iterations: number; calls: number }
type Parsed = Parameters & { pepperId: string; salt: Bytes; hash: Bytes }

/**
 * Hashes a password:
 *
 *     k0 = HMAC-SHA-256(pepper, NFC(password))
 *     ki = PBKDF2-SHA-256(k(i-1), salt ‖ i, ≤ 100 000, 256 bit)
 *     $pbkdf2-sha256-chain$v=1,i=<per call>,c=<calls>,k=<pepper id>$<salt>$<hash>
 *
 * The chain costs an attacker what one call with the sum of the iterations would: each call needs the
 * one before. NFC is the one change made to what was typed (NIST: SHOULD); nothing is trimmed or cut.
 *
 * @param iterations in total
 */
export async function hashPassword(
  password: string,
  { pepper, iterations }: { pepper: Pepper; iterations: number },
): Promise<string> {
  const parameters = parametersFor(iterations)
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const hash = await chain(password, pepper, salt, parameters)
  const { iterations: i, calls: c } = parameters
  return `$pbkdf2-sha256-chain$v=1,i=${i},c=${c},k=${pepper.id}$${base64url(salt)}$${base64url(hash)}`
}

/**
 * Whether the password is the one behind `stored`. Without a stored string (an unknown account), or
 * with one that cannot be read, the same work is done against a dummy and the answer is no: neither
 * time nor outcome tells whether the account exists (ASVS 6.3.8).
 *
 * `outdated` asks the caller to hash again: other parameters or another pepper than today's, or the hash
 * of another system, which costs its own time besides (src/docs/moving-in.md).
 * `unreadable` is for the log: a string that is not ours, or a pepper that is gone.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  { peppers, iterations }: { peppers: [Pepper, ...Pepper[]]; iterations: number },
): Promise<{ correct: boolean; outdated: boolean; unreadable: boolean }> {
  const today = parametersFor(iterations)
  const dummy = () => chain(password, peppers[0], new Uint8Array(SALT_BYTES), today)
  const imported = stored === undefined ? undefined : readImported(stored)
  if (imported) {
    const { verifyImported } = await import('./imported/verify.ts')
    const correct = await verifyImported(password, imported)
    // Never sooner than an unknown account: a right password is hashed anew, a wrong one pays the same.
    if (!correct) await dummy()
    return { correct, outdated: correct, unreadable: false }
  }
  const parsed = stored === undefined ? undefined : parse(stored)
  const pepper = parsed && peppers.find(({ id }) => id === parsed.pepperId)
  if (!parsed || !pepper) {
    await dummy()
    return { correct: false, outdated: false, unreadable: stored !== undefined && stored !== NO_PASSWORD }
  }
  const correct = equal(await chain(password, pepper, parsed.salt, parsed), parsed.hash)
  const outdated =
    pepper !== peppers[0] || parsed.iterations !== today.iterations || parsed.calls !== today.calls
  // A cheaper old hash would answer sooner than the dummy does: do the rest of today's work for nothing.
  const missing = today.calls * today.iterations - parsed.calls * parsed.iterations
  if (missing > 0) await chain(password, pepper, parsed.salt, parametersFor(missing))
  return { correct, outdated, unreadable: false }
}

/** How many calls of how many iterations make up the total, which is rounded up where it does not divide. */
export function parametersFor(total: number): Parameters {
  const calls = Math.ceil(total / ITERATIONS_PER_CALL)
  return { calls, iterations: Math.ceil(total / calls) }
}

async function chain(password: string, pepper: Pepper, salt: Bytes, { calls, iterations }: Parameters) {
  let key = await hmac(pepper.key, utf8(password.normalize('NFC')))
  for (let call = 1; call <= calls; call += 1) {
    key = await pbkdf2(key, { salt: concat(salt, toBytes(call, 1)), iterations })
  }
  return key
}

const FORM =
  /^\$pbkdf2-sha256-chain\$v=1,i=([1-9]\d{0,5}),c=([1-9]\d?),k=([A-Za-z0-9_-]{1,16})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/

/** Whether a string has the form and the bounds of ours. Which key peppers it, only the service knows. */
export const isOfOurs = (stored: string): boolean => parse(stored) !== undefined

/** Allow-list and bounds: parameters of a stored string are data, and data can be planted. */
function parse(stored: string): Parsed | undefined {
  const [, i, c, pepperId, saltText, hashText] = FORM.exec(stored) ?? []
  if (!pepperId || !saltText || !hashText) return undefined
  const [iterations, calls, salt, hash] = [
    Number(i),
    Number(c),
    fromBase64url(saltText),
    fromBase64url(hashText),
  ]
  if (iterations > ITERATIONS_PER_CALL || calls > MAX_CALLS) return undefined
  if (salt?.length !== SALT_BYTES || hash?.length !== HASH_BYTES) return undefined
  return { iterations, calls, pepperId, salt, hash }
}
