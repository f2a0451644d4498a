import { type Block, HALVES } from './memory.ts'

/** R of RFC 9106 §3.5, a matrix of 8 × 8 registers of two words. All calls share it: none is interrupted. */
const working: Block = new Uint32Array(HALVES)

/** A word takes two halves, a register four, a row of eight registers 32. */
const WORD = 2
const REGISTER = 4
const ROW = 32

/**
 * G of §3.5: compresses two blocks into a third one, which may be one of the two. From the second pass on
 * the result is XORed over what was there (step 6 of §3.2).
 */
export function compress(left: Block, right: Block, into: Block, how: 'replace' | 'xor'): void {
  for (let at = 0; at < working.length; at += 1) working[at] = (left[at] as number) ^ (right[at] as number)
  if (how === 'replace') into.set(working)
  else xorInto(into, working)
  for (let row = 0; row < 8; row += 1) permute(row * ROW, REGISTER)
  for (let column = 0; column < 8; column += 1) permute(column * REGISTER, ROW)
  xorInto(into, working)
}

export function xorInto(target: Block, by: Block): void {
  for (let at = 0; at < target.length; at += 1) target[at] = (target[at] as number) ^ (by[at] as number)
}

/** P of §3.6, on eight registers: the first one at `at`, each of the others `step` further on. */
function permute(at: number, step: number): void {
  const v = (word: number) => at + (word >> 1) * step + (word & 1) * WORD
  // Sixteen words, read as a matrix of 4 × 4: first its columns, then its diagonals.
  for (let n = 0; n < 4; n += 1) mix(v(n), v(n + 4), v(n + 8), v(n + 12))
  for (let n = 0; n < 4; n += 1) mix(v(n), v(4 + ((n + 1) & 3)), v(8 + ((n + 2) & 3)), v(12 + ((n + 3) & 3)))
}

/** GB of §3.6. */
function mix(a: number, b: number, c: number, d: number): void {
  multiplyAdd(a, b)
  xorRotate(d, a, 32)
  multiplyAdd(c, d)
  xorRotate(b, c, 24)
  multiplyAdd(a, b)
  xorRotate(d, a, 16)
  multiplyAdd(c, d)
  xorRotate(b, c, 63)
}

/*
 * Words of 64 bits are two halves, because BigInt would take many times as long. A word is named by the
 * index of its lower half. This stays in the file of its caller: vitest makes a call into another file
 * so slow that a check would take three times as long in the tests.
 */

/** a + b + 2 · trunc(a) · trunc(b), modulo 2^64, into a (RFC 9106 §3.6). */
function multiplyAdd(a: number, b: number): void {
  const x = working[a] as number
  const y = working[b] as number
  const low = x + y + 2 * (Math.imul(x, y) >>> 0)
  const carried = (low / 2 ** 32) | 0
  working[a] = low
  working[a + 1] =
    ((working[a + 1] as number) + (working[b + 1] as number) + 2 * highOfProduct(x, y) + carried) | 0
}

/** (word XOR by) >>> bits, turned round, into the word. */
function xorRotate(word: number, by: number, bits: 16 | 24 | 32 | 63): void {
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

/** The upper 32 of the 64 bits of a product of two halves. */
export function highOfProduct(x: number, y: number): number {
  const x0 = x & 0xffff
  const x1 = x >>> 16
  const y0 = y & 0xffff
  const y1 = y >>> 16
  const middle = Math.imul(x1, y0) + (Math.imul(x0, y0) >>> 16)
  const upper = Math.imul(x0, y1) + (middle & 0xffff)
  return (Math.imul(x1, y1) + (middle >>> 16) + (upper >>> 16)) >>> 0
}
