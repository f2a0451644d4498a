import { describe, expect, it, vi } from 'vitest'
import { randomDigits } from '../../src/crypto/random.ts'

const MANY = 20_000

/** The χ² of ten equally likely digits that is met by chance once in a million times (9 degrees of freedom). */
const ONE_IN_A_MILLION = 44.8

describe.each([6, 8])('a code of %d digits', (length) => {
  const codes = Array.from({ length: MANY }, () => randomDigits(length))

  it('is that many ASCII digits, leading zeros included', () => {
    expect(codes.filter((code) => !new RegExp(`^[0-9]{${length}}$`).test(code))).toEqual([])
    const zeros = codes.filter((code) => code.startsWith('0')).length
    expect(zeros).toBeGreaterThan(MANY / 10 / 2)
    expect(codes.some((code) => code.startsWith('00'))).toBe(true)
  })

  it('comes from the whole range', () => {
    const range = 10 ** length
    const numbers = codes.map(Number)
    expect(Math.min(...numbers)).toBeLessThan(range / 1_000)
    expect(Math.max(...numbers)).toBeGreaterThan(range - range / 1_000)
  })

  it('has each digit in each place equally often', () => {
    for (let place = 0; place < length; place += 1) {
      const counts = Array.from({ length: 10 }, () => 0)
      for (const code of codes) counts[Number(code[place])] = (counts[Number(code[place])] ?? 0) + 1
      const expected = MANY / 10
      const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
      expect(chiSquare).toBeLessThan(ONE_IN_A_MILLION)
    }
  })

  it('does not repeat the one before', () => {
    const repeats = codes.filter((code, n) => code === codes[n + 1]).length
    expect(repeats).toBeLessThanOrEqual(2)
  })

  it('skips bytes that would make a digit more likely, and uses the random numbers of the platform only', () => {
    const bytes = [...Array<number>(20).fill(255), 250, 249, 0, 10, 19, 128, 7, 99, 240]
    const spy = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      const target = array as unknown as Uint8Array
      target.forEach((_, n) => (target[n] = bytes.shift() ?? 255))
      return array
    })
    const arithmetic = vi.spyOn(Math, 'random')
    expect(randomDigits(length)).toBe('90098790'.slice(0, length))
    expect(spy).toHaveBeenCalled()
    expect(arithmetic).not.toHaveBeenCalled()
  })
})
