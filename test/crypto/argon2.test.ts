import { argon2i, argon2id } from '@noble/hashes/argon2.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argon2 } from '../../src/crypto/imported/argon2/argon2.ts'

const NOBLE = { argon2i, argon2id }
const SCHEMES = ['argon2i', 'argon2id'] as const
const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((array) => new Uint8Array(array))

type Scope = { blocks: fc.Arbitrary<number>; lanes: number; passes: number; runs: number }

/** @param blocks per lane, of 1 KiB each */
function compareWithNoble(scheme: 'argon2i' | 'argon2id', { blocks, lanes, passes, runs }: Scope) {
  fc.assert(
    fc.property(
      fc.record({
        password: bytes(0, 100),
        salt: bytes(8, 66),
        blocks,
        lanes: fc.integer({ min: 1, max: lanes }),
        passes: fc.integer({ min: 1, max: passes }),
        length: fc.integer({ min: 16, max: 130 }),
      }),
      ({ password, salt, lanes, blocks, passes, length }) => {
        const memory = blocks * lanes
        const ours = argon2(scheme, password, salt, { memory, passes, lanes, length })
        const theirs = NOBLE[scheme](password, salt, { m: memory, t: passes, p: lanes, dkLen: length })
        expect(ours).toEqual(new Uint8Array(theirs))
      },
    ),
    { numRuns: runs },
  )
}

describe.each(SCHEMES)('our %s', (scheme) => {
  it('agrees with noble for every password, salt and length, with little memory', () => {
    const blocks = fc.integer({ min: 8, max: 40 })
    compareWithNoble(scheme, { blocks, lanes: 4, passes: 3, runs: 40 })
  })

  it('agrees with noble where a segment needs a second block of addresses', () => {
    // A block has 128 addresses, and a segment is a quarter of a lane.
    const blocks = fc.integer({ min: 516, max: 600 })
    compareWithNoble(scheme, { blocks, lanes: 2, passes: 2, runs: 4 })
  })
})
