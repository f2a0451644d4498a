/** 18 subkeys and four boxes of 256 words. */
const WORDS = 18 + 4 * 256
/** What rounding may spoil at the end. */
const SPARE_BITS = 64

let words: Int32Array | undefined

/**
 * The state Blowfish begins with: the first 33 344 bits of π behind its point. Computed at the first use
 * of an isolate, in a few milliseconds, because as a table they would be 5 KiB to upload that no
 * compression makes smaller.
 */
export function initialState(): Int32Array {
  words ??= fractionOfPi(WORDS)
  return words.slice()
}

/** Machin: π = 16 arctan(1/5) − 4 arctan(1/239), in fixed point. */
function fractionOfPi(count: number): Int32Array {
  const bits = count * 32
  const one = 1n << BigInt(bits + SPARE_BITS)
  const pi = 16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one)
  const fraction = (pi - 3n * one) >> BigInt(SPARE_BITS)
  const digits = fraction.toString(16).padStart(bits / 4, '0')
  return Int32Array.from({ length: count }, (_, word) => parseInt(digits.slice(word * 8, word * 8 + 8), 16))
}

/** arctan(1/x) = 1/x − 1/3x³ + 1/5x⁵ − … */
function arctanOfInverse(x: bigint, one: bigint): bigint {
  let power = one / x
  let sum = 0n
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += odd % 4n === 1n ? power / odd : -(power / odd)
    power /= x * x
  }
  return sum
}
