import { type Bytes, sha256, toBytes } from '../bytes.ts'
import { pbkdf2 } from '../pbkdf2.ts'

const BLOCK_BYTES = 64
const HASH_WORDS = 8
/** What HMAC hashes in the second and every later iteration, key block included. */
const HASHED_BITS = (BLOCK_BYTES + HASH_WORDS * 4) * 8

/**
 * PBKDF2-HMAC-SHA-256 of 32 bytes with as many iterations as it takes: the platform does no more than
 * 100 000 in one call, and a chain of calls is another function. About 0.7 µs an iteration.
 */
export async function longPbkdf2(
  password: Bytes,
  { salt, iterations }: { salt: Bytes; iterations: number },
): Promise<Bytes> {
  const key = new Uint8Array(BLOCK_BYTES)
  key.set(password.length > BLOCK_BYTES ? await sha256(password) : password)
  // The two key blocks of HMAC (RFC 2104) are hashed once: what follows starts from their states.
  const inner = compressed(INITIAL, wordsOf(key.map((byte) => byte ^ 0x36)))
  const outer = compressed(INITIAL, wordsOf(key.map((byte) => byte ^ 0x5c)))
  const last = wordsOf(await pbkdf2(password, { salt, iterations: 1 }))
  const sum = last.slice()
  const block = new Int32Array(16)
  block[HASH_WORDS] = 1 << 31
  block[15] = HASHED_BITS
  for (let left = iterations - 1; left > 0; left -= 1) {
    block.set(last)
    compress(inner, block, last)
    block.set(last)
    compress(outer, block, last)
    for (let word = 0; word < HASH_WORDS; word += 1) (sum[word] as number) ^= last[word] as number
  }
  const bytes = new Uint8Array(HASH_WORDS * 4)
  sum.forEach((word, index) => bytes.set(toBytes(word >>> 0, 4), index * 4))
  return bytes
}

function wordsOf(bytes: Bytes): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return Int32Array.from({ length: bytes.length / 4 }, (_, word) => view.getInt32(word * 4))
}

/** The first 32 bits behind the point of a root of each of the first primes (FIPS 180-4 §4.2.2, §5.3.3). */
const fractions = (count: number, root: (prime: number) => number) => {
  const primes = Array.from({ length: 312 }, (_, n) => n).filter(isPrime)
  return Int32Array.from(primes.slice(0, count), (prime) => Math.floor((root(prime) % 1) * 2 ** 32))
}
const isPrime = (n: number) =>
  n > 1 && !Array.from({ length: n - 2 }, (_, i) => i + 2).some((i) => n % i === 0)
const INITIAL = fractions(HASH_WORDS, Math.sqrt)
const CONSTANTS = fractions(64, Math.cbrt)

function compressed(state: Int32Array, block: Int32Array): Int32Array {
  const next = new Int32Array(HASH_WORDS)
  compress(state, block, next)
  return next
}

const schedule = new Int32Array(64)
const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by))

/** SHA-256 of one block (FIPS 180-4 §6.2.2), from a state to `next`. Written for speed: it runs a million times. */
function compress(state: Int32Array, block: Int32Array, next: Int32Array): void {
  schedule.set(block)
  for (let t = 16; t < 64; t += 1) {
    const two = schedule[t - 2] as number
    const fifteen = schedule[t - 15] as number
    const s0 = turned(fifteen, 7) ^ turned(fifteen, 18) ^ (fifteen >>> 3)
    const s1 = turned(two, 17) ^ turned(two, 19) ^ (two >>> 10)
    schedule[t] = s1 + (schedule[t - 7] as number) + s0 + (schedule[t - 16] as number)
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let t = 0; t < 64; t += 1) {
    const S1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const one = (h + S1 + ((e & f) ^ (~e & g)) + (CONSTANTS[t] as number) + (schedule[t] as number)) | 0
    const S0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const two = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  next[0] = a + (state[0] as number)
  next[1] = b + (state[1] as number)
  next[2] = c + (state[2] as number)
  next[3] = d + (state[3] as number)
  next[4] = e + (state[4] as number)
  next[5] = f + (state[5] as number)
  next[6] = g + (state[6] as number)
  next[7] = h + (state[7] as number)
}
