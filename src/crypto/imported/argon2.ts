import { blake2b } from '@noble/hashes/blake2.js'
import { type Bytes, concat } from '../bytes.ts'

const VERSION = 0x13
const TYPES = { argon2i: 1, argon2id: 2 }
/** A block is 1 KiB, here as halves of 64-bit words, the lower one first. */
const HALVES = 256
const SLICES = 4
const ADDRESSES = HALVES / 2

type Parameters = { memory: number; passes: number; lanes: number; length: number }

/**
 * Argon2 (RFC 9106), over noble's BLAKE2b. noble has it too, but leaves its memory to the garbage
 * collector, and that of workerd does not count it: after sixteen passwords of 64 MiB an isolate, which
 * may have 128, held a gibibyte. Here it is given back at once.
 *
 * @param memory KiB
 * @param length bytes of the result
 */
export function argon2(
  scheme: keyof typeof TYPES,
  password: Bytes,
  salt: Bytes,
  { memory, passes, lanes, length }: Parameters,
): Bytes {
  const type = TYPES[scheme]
  const segment = Math.floor(memory / (SLICES * lanes))
  const laneLength = segment * SLICES
  const blocks = new Uint32Array(laneLength * lanes * HALVES)
  const block = (lane: number, index: number) => {
    const from = (lane * laneLength + index) * HALVES
    return blocks.subarray(from, from + HALVES)
  }

  const numbers = le32(lanes, length, memory, passes, VERSION, type, password.length)
  const seed = hash(concat(numbers, password, le32(salt.length), salt, le32(0, 0)), 64)
  for (let lane = 0; lane < lanes; lane += 1) {
    for (const index of [0, 1]) {
      const bytes = longHash(concat(seed, le32(index, lane)), HALVES * 4)
      block(lane, index).set(new Uint32Array(bytes.buffer))
    }
  }

  const [input, addresses, zero] = [0, 0, 0].map(() => new Uint32Array(HALVES)) as [Block, Block, Block]
  for (let round = 0; round < passes * SLICES * lanes; round += 1) {
    const lane = round % lanes
    const slice = Math.floor(round / lanes) % SLICES
    const pass = Math.floor(round / lanes / SLICES)
    const isIndependent = type === TYPES.argon2i || (pass === 0 && slice < 2)
    input.fill(0)
    for (const [word, value] of [pass, lane, slice, laneLength * lanes, passes, type].entries())
      input[word * 2] = value
    const first = pass === 0 && slice === 0 ? 2 : 0
    for (let index = first; index < segment; index += 1) {
      const at = slice * segment + index
      const previous = block(lane, (at + laneLength - 1) % laneLength)
      if (isIndependent && (index === first || index % ADDRESSES === 0)) {
        ;(input[12] as number) += 1
        mix(zero, input, addresses, false)
        mix(zero, addresses, addresses, false)
      }
      const source = isIndependent ? addresses : previous
      const from = isIndependent ? (index % ADDRESSES) * 2 : 0
      const other = pass === 0 && slice === 0 ? lane : (source[from + 1] as number) % lanes
      // How many blocks may be referred to: what is finished, but not the one just before (§3.4.1.2).
      const finished = pass === 0 ? slice * segment : laneLength - segment
      const area = finished + (other === lane ? index - 1 : index === 0 ? -1 : 0)
      const x = high(source[from] as number, source[from] as number)
      const begin = pass === 0 ? 0 : (slice + 1) * segment
      const reference = (begin + area - 1 - high(area, x)) % laneLength
      mix(previous, block(other, reference), block(lane, at), pass > 0)
    }
  }

  const last = block(0, laneLength - 1).slice()
  for (let lane = 1; lane < lanes; lane += 1) xor(last, block(lane, laneLength - 1))
  blocks.buffer.transfer(0)
  return longHash(new Uint8Array(last.buffer), length)
}

type Block = Uint32Array<ArrayBuffer>

const le32 = (...numbers: number[]): Bytes => new Uint8Array(new Uint32Array(numbers).buffer)
const hash = (bytes: Bytes, length: number): Bytes => new Uint8Array(blake2b(bytes, { dkLen: length }))

/** H′ of §3.3: a hash of any length. */
function longHash(bytes: Bytes, length: number): Bytes {
  const input = concat(le32(length), bytes)
  if (length <= 64) return hash(input, length)
  const result = new Uint8Array(length)
  let [part, at] = [hash(input, 64), 0]
  for (; length - at > 64; at += 32) {
    result.set(part.subarray(0, 32), at)
    const left = length - at - 32
    part = hash(part, Math.min(64, left))
  }
  result.set(part, at)
  return result
}

const working = new Uint32Array(HALVES)

/** G of §3.5: `result` becomes the mix of two blocks, or what it was, exclusive-or the mix. */
function mix(left: Block, right: Block, result: Block, keeps: boolean): void {
  for (let at = 0; at < HALVES; at += 1) working[at] = (left[at] as number) ^ (right[at] as number)
  for (let at = 0; at < HALVES; at += 1) {
    const both = (left[at] as number) ^ (right[at] as number)
    result[at] = keeps ? (result[at] as number) ^ both : both
  }
  for (let row = 0; row < 8; row += 1) permute(row * 32, 2, 4)
  for (let column = 0; column < 8; column += 1) permute(column * 4, 2, 32)
  xor(result, working)
}

function xor(target: Block, by: Block): void {
  for (let at = 0; at < HALVES; at += 1) target[at] = (target[at] as number) ^ (by[at] as number)
}

/** P of §3.6, on eight pairs of words: `step` from a word to the next, `pair` from a pair to the next. */
function permute(at: number, step: number, pair: number): void {
  const word = (n: number) => at + (n >> 1) * pair + (n & 1) * step
  for (let n = 0; n < 4; n += 1) quarter(word(n), word(n + 4), word(n + 8), word(n + 12))
  for (let n = 0; n < 4; n += 1) {
    quarter(word(n), word(4 + ((n + 1) & 3)), word(8 + ((n + 2) & 3)), word(12 + ((n + 3) & 3)))
  }
}

function quarter(a: number, b: number, c: number, d: number): void {
  add(a, b)
  turn(d, a, 32)
  add(c, d)
  turn(b, c, 24)
  add(a, b)
  turn(d, a, 16)
  add(c, d)
  turn(b, c, 63)
}

/** a + b + 2 · low(a) · low(b), modulo 2^64. */
function add(a: number, b: number): void {
  const x = working[a] as number
  const y = working[b] as number
  const low = x + y + 2 * (Math.imul(x, y) >>> 0)
  const carried = (low / 2 ** 32) | 0
  working[a] = low
  working[a + 1] = ((working[a + 1] as number) + (working[b + 1] as number) + 2 * high(x, y) + carried) | 0
}

/** Turns a word, exclusive-or another, to the right. */
function turn(word: number, by: number, bits: 16 | 24 | 32 | 63): void {
  const low = (working[word] as number) ^ (working[by] as number)
  const top = (working[word + 1] as number) ^ (working[by + 1] as number)
  if (bits === 32) {
    working[word] = top
    working[word + 1] = low
  } else if (bits === 63) {
    working[word] = (low << 1) | (top >>> 31)
    working[word + 1] = (top << 1) | (low >>> 31)
  } else {
    working[word] = (low >>> bits) | (top << (32 - bits))
    working[word + 1] = (top >>> bits) | (low << (32 - bits))
  }
}

/** The upper 32 of the 64 bits of a product. */
function high(x: number, y: number): number {
  const x0 = x & 0xffff
  const x1 = x >>> 16
  const y0 = y & 0xffff
  const y1 = y >>> 16
  const middle = Math.imul(x1, y0) + (Math.imul(x0, y0) >>> 16)
  const upper = Math.imul(x0, y1) + (middle & 0xffff)
  return (Math.imul(x1, y1) + (middle >>> 16) + (upper >>> 16)) >>> 0
}
