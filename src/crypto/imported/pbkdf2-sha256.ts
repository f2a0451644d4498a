import { createHash, createHmac } from 'node:crypto'
import { type Bytes, concat, toBytes } from '../bytes.ts'

const BLOCK_BYTES = 64
const WORDS = 8

/** Eight words of 32 bits: what a block leads to. */
type State = Int32Array<ArrayBuffer>

/** FIPS 180-4 §4.2.2, §5.3.3: fractions of the cube roots of the first 64 primes, and of the square roots of the first eight. */
const K = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
])
const INITIAL: State = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
])

/** The message schedule W. Its first 16 words are the block to come. All calls share it: none is interrupted. */
const block = new Int32Array(64)

/**
 * The first 32 bytes of PBKDF2-HMAC-SHA-256, with any number of iterations. The platform computes 100 000 at
 * most, and each iteration needs the result of the one before, which the platform does not show. An
 * iteration is two compressions: the HMAC of 32 bytes, whose key has been hashed before. All is in one file,
 * because vitest makes a call into another file slow.
 */
export function pbkdf2Sha256(password: Bytes, salt: Bytes, iterations: number): Bytes {
  const [inner, outer] = [keyed(password, 0x36), keyed(password, 0x5c)]
  const first = createHmac('sha256', password)
    .update(concat(salt, toBytes(1, 4)))
    .digest()
  // The block after the key has eight words and this padding (§5.1.1), which stays there.
  block[8] = 1 << 31
  block.fill(0, 9, 15)
  block[15] = 8 * (BLOCK_BYTES + 4 * WORDS)
  const last: State = new Int32Array(WORDS)
  for (let word = 0; word < WORDS; word += 1) last[word] = first.readInt32BE(4 * word)
  const sum = last.slice()
  for (let iteration = 1; iteration < iterations; iteration += 1) {
    hash(last, inner)
    hash(last, outer)
    for (let word = 0; word < WORDS; word += 1) sum[word] = (sum[word] as number) ^ (last[word] as number)
  }
  return concat(...Array.from(sum, (word) => toBytes(word >>> 0, 4)))
}

/** The state after the padded key of HMAC (RFC 2104 §2). */
function keyed(password: Bytes, pad: number): State {
  const key = new Uint8Array(BLOCK_BYTES)
  key.set(password.length > BLOCK_BYTES ? createHash('sha256').update(password).digest() : password)
  const view = new DataView(key.map((byte) => byte ^ pad).buffer)
  for (let word = 0; word < 2 * WORDS; word += 1) block[word] = view.getInt32(4 * word)
  const state: State = new Int32Array(WORDS)
  compress(INITIAL, state)
  return state
}

/** Hashes eight words after a padded key, in place. */
function hash(words: State, key: State): void {
  for (let word = 0; word < WORDS; word += 1) block[word] = words[word] as number
  compress(key, words)
}

/**
 * §6.2.2, on words, because libraries turn words into bytes and back each time. Puts into `into` what the
 * block makes of the state `from`. Both may be the same. The variables are declared one by one: a
 * destructured array makes this six times as slow in a Worker.
 */
function compress(from: State, into: State): void {
  const w = block
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15] as number
    const y = w[t - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[t] = (w[t - 16] as number) + s0 + (w[t - 7] as number) + s1
  }
  const k = K
  let a = from[0] as number
  let b = from[1] as number
  let c = from[2] as number
  let d = from[3] as number
  let e = from[4] as number
  let f = from[5] as number
  let g = from[6] as number
  let h = from[7] as number
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + (k[t] as number) + (w[t] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  into[0] = (from[0] as number) + a
  into[1] = (from[1] as number) + b
  into[2] = (from[2] as number) + c
  into[3] = (from[3] as number) + d
  into[4] = (from[4] as number) + e
  into[5] = (from[5] as number) + f
  into[6] = (from[6] as number) + g
  into[7] = (from[7] as number) + h
}
