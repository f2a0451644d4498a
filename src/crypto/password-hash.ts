import { base64url, type Bytes, concat, equal, fromBase64url, toBytes, utf8 } from './bytes.ts'
import { hmac } from './hmac.ts'
import { readImported } from './imported/form.ts'
import { ITERATIONS_PER_CALL, pbkdf2 } from './pbkdf2.ts'

/** A secret key outside the database (NIST SP 800-63B-4 §3.1.1.2). Each hash contains its short id. */
export type Pepper = { id: string; key: CryptoKey }

/** OWASP's 600 000 iterations are six calls. The limit bounds the CPU that a planted string can cost. */
const MAX_CALLS = 12
const MAX_COST = MAX_CALLS * ITERATIONS_PER_CALL
const SALT_BYTES = 16
const HASH_BYTES = 32

/** Stored for an account without a password. No password matches it; a reset sets one. */
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
 * Each call needs the result of the one before, so the chain costs an attacker as much as one call with all
 * iterations. The password is normalized to NFC (NIST: SHOULD). It is not trimmed or cut.
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
 * Whether `stored` was made from this password. Without a stored string (an unknown account), or with one
 * that cannot be read, the function does the same work with a dummy and answers no: neither time nor
 * outcome tells whether the account exists (ASVS 6.3.8). The work is that of today's parameters, or of the
 * costliest hash that is stored, since a costlier one takes its time whatever today's are.
 *
 * `outdated` asks the caller to hash again: the hash has other parameters or another pepper than today's, or
 * it is of another system. The check of such a hash takes its own time (src/docs/moving-in.md).
 * `cost` is what the stored hash took, in iterations, if it is one of ours.
 * `unreadable` is for the log: the string has an unknown form, or its pepper is gone.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  {
    peppers,
    iterations,
    costliest = 0,
  }: { peppers: [Pepper, ...Pepper[]]; iterations: number; costliest?: number },
): Promise<{ correct: boolean; outdated: boolean; unreadable: boolean; cost: number }> {
  const today = parametersFor(iterations)
  // Bounded, because the number comes out of the database.
  const work = Math.max(costOf(today), Math.min(costliest, MAX_COST))
  const dummy = () => chain(password, peppers[0], new Uint8Array(SALT_BYTES), parametersFor(work))
  const imported = stored === undefined ? undefined : readImported(stored)
  if (imported) {
    const { verifyImported } = await import('./imported/verify.ts')
    const correct = await verifyImported(password, imported)
    // The answer must not come sooner than for an unknown account. The caller hashes a right password anew.
    if (!correct) await dummy()
    return { correct, outdated: correct, unreadable: false, cost: 0 }
  }
  const parsed = stored === undefined ? undefined : parse(stored)
  const pepper = parsed && peppers.find(({ id }) => id === parsed.pepperId)
  if (!parsed || !pepper) {
    await dummy()
    const unreadable = stored !== undefined && stored !== NO_PASSWORD
    return { correct: false, outdated: false, unreadable, cost: 0 }
  }
  const correct = equal(await chain(password, pepper, parsed.salt, parsed), parsed.hash)
  const outdated =
    pepper !== peppers[0] || parsed.iterations !== today.iterations || parsed.calls !== today.calls
  // The check of a cheaper hash would end sooner than the dummy. The rest of the work is added.
  const cost = costOf(parsed)
  const missing = work - cost
  if (missing > 0) await chain(password, pepper, parsed.salt, parametersFor(missing))
  return { correct, outdated, unreadable: false, cost }
}

/** Splits the total into calls with equal iterations. The total is rounded up if it does not divide. */
export function parametersFor(total: number): Parameters {
  const calls = Math.ceil(total / ITERATIONS_PER_CALL)
  return { calls, iterations: Math.ceil(total / calls) }
}

const costOf = ({ calls, iterations }: Parameters) => calls * iterations

/** How many iterations a hash really gets: the total is rounded up. */
export const hashCost = (total: number): number => costOf(parametersFor(total))

async function chain(password: string, pepper: Pepper, salt: Bytes, { calls, iterations }: Parameters) {
  let key = await hmac(pepper.key, utf8(password.normalize('NFC')))
  for (let call = 1; call <= calls; call += 1) {
    key = await pbkdf2(key, { salt: concat(salt, toBytes(call, 1)), iterations })
  }
  return key
}

const FORM =
  /^\$pbkdf2-sha256-chain\$v=1,i=([1-9]\d{0,5}),c=([1-9]\d?),k=([A-Za-z0-9_-]{1,16})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/

/** Whether a string has our form, within our bounds. The service may still not have its pepper. */
export const isOfOurs = (stored: string): boolean => parse(stored) !== undefined

/** An allow-list with bounds, because an attacker may have planted a stored string with its parameters. */
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
