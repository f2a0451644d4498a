import type { Bytes } from './bytes.ts'

/** Production Workers throw above this in a single call; local workerd does not, so no local run would show it. */
export const ITERATIONS_PER_CALL = 100_000

/**
 * PBKDF2-HMAC-SHA-256 (RFC 8018), 256 bit. The only place of the project that calls it.
 *
 * @throws RangeError outside 1 … 100 000 iterations
 */
export async function pbkdf2(
  password: Bytes,
  { salt, iterations }: { salt: Bytes; iterations: number },
): Promise<Bytes> {
  if (!(iterations >= 1 && iterations <= ITERATIONS_PER_CALL)) {
    throw new RangeError(`PBKDF2 iterations in one call: 1 to ${ITERATIONS_PER_CALL}`)
  }
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256)
  return new Uint8Array(bits)
}
