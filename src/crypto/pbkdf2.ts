import type { Bytes } from './bytes.ts'

/** Production Workers throw above this in a single call; local workerd does not, so no local run would show it. */
export const ITERATIONS_PER_CALL = 100_000

/**
 * PBKDF2 (RFC 8018), by default with HMAC-SHA-256 and of 32 bytes, which is what our own hashes are made
 * of. The only place of the project that asks the platform for it.
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
    throw new RangeError(`PBKDF2 iterations in one call: 1 to ${ITERATIONS_PER_CALL}`)
  }
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: digest, salt, iterations },
    key,
    length * 8,
  )
  return new Uint8Array(bits)
}
