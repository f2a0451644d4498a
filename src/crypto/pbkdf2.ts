import type { Bytes } from './bytes.ts'

/** Production Workers throw above this number in one call. Local workerd does not, so no local run shows it. */
export const ITERATIONS_PER_CALL = 100_000

/**
 * PBKDF2 (RFC 8018). The defaults, HMAC-SHA-256 and 32 bytes, are those of our own hashes. No other file
 * calls the platform's PBKDF2.
 *
 * @throws RangeError outside 1 … 100 000 iterations
 */
export async function pbkdf2(
  password: Bytes,
  {
    salt,
    iterations,
    digest = 'SHA-256',
    length = 32,
  }: { salt: Bytes; iterations: number; digest?: 'SHA-1' | 'SHA-256' | 'SHA-512'; length?: number },
): Promise<Bytes> {
  if (!(iterations >= 1 && iterations <= ITERATIONS_PER_CALL)) {
    throw new RangeError(`one call of PBKDF2 takes 1 to ${ITERATIONS_PER_CALL} iterations`)
  }
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: digest, salt, iterations },
    key,
    length * 8,
  )
  return new Uint8Array(bits)
}
