/**
 * Words of 64 bits as two halves, the lower one first: BigInt would take many times as long. `at` is the
 * index of the lower half.
 */
type Words = Uint32Array

/** a + b + 2 · trunc(a) · trunc(b), modulo 2^64, into a (RFC 9106 §3.6). */
export function multiplyAdd(words: Words, a: number, b: number): void {
  const x = words[a] as number
  const y = words[b] as number
  const low = x + y + 2 * (Math.imul(x, y) >>> 0)
  const carried = (low / 2 ** 32) | 0
  words[a] = low
  words[a + 1] = ((words[a + 1] as number) + (words[b + 1] as number) + 2 * highOfProduct(x, y) + carried) | 0
}

/** (word XOR by) >>> bits, turned round, into the word. */
export function xorRotate(words: Words, word: number, by: number, bits: 16 | 24 | 32 | 63): void {
  const low = (words[word] as number) ^ (words[by] as number)
  const top = (words[word + 1] as number) ^ (words[by + 1] as number)
  if (bits === 32) {
    words[word] = top
    words[word + 1] = low
  } else if (bits === 63) {
    words[word] = (low << 1) | (top >>> 31)
    words[word + 1] = (top << 1) | (low >>> 31)
  } else {
    words[word] = (low >>> bits) | (top << (32 - bits))
    words[word + 1] = (top >>> bits) | (low << (32 - bits))
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
