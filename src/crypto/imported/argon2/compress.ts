import { type Block, HALVES } from './memory.ts'
import { multiplyAdd, xorRotate } from './words.ts'

/** R of RFC 9106 §3.5, a matrix of 8 × 8 registers of two words. One for all: nothing here waits. */
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
  for (let at = 0; at < HALVES; at += 1) working[at] = (left[at] as number) ^ (right[at] as number)
  if (how === 'replace') into.set(working)
  else xorInto(into, working)
  for (let row = 0; row < 8; row += 1) permute(row * ROW, REGISTER)
  for (let column = 0; column < 8; column += 1) permute(column * REGISTER, ROW)
  xorInto(into, working)
}

export function xorInto(target: Block, by: Block): void {
  for (let at = 0; at < HALVES; at += 1) target[at] = (target[at] as number) ^ (by[at] as number)
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
  multiplyAdd(working, a, b)
  xorRotate(working, d, a, 32)
  multiplyAdd(working, c, d)
  xorRotate(working, b, c, 24)
  multiplyAdd(working, a, b)
  xorRotate(working, d, a, 16)
  multiplyAdd(working, c, d)
  xorRotate(working, b, c, 63)
}
