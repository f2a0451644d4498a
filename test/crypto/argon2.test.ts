import { argon2i, argon2id } from '@noble/hashes/argon2.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argon2 } from '../../src/crypto/imported/argon2/argon2.ts'

const NOBLE = { argon2i, argon2id }
const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((array) => new Uint8Array(array))

describe('Argon2', () => {
  it.each(['argon2i', 'argon2id'] as const)(
    'is what noble makes it, whatever the parameters: %s',
    (scheme) => {
      fc.assert(
        fc.property(
          fc.record({
            password: bytes(0, 100),
            salt: bytes(8, 66),
            lanes: fc.integer({ min: 1, max: 4 }),
            // From the least to where a segment needs more than one block of addresses.
            blocks: fc.oneof(fc.integer({ min: 8, max: 40 }), fc.integer({ min: 500, max: 600 })),
            passes: fc.integer({ min: 1, max: 3 }),
            length: fc.integer({ min: 16, max: 130 }),
          }),
          ({ password, salt, lanes, blocks, passes, length }) => {
            const memory = blocks * lanes
            const ours = argon2(scheme, password, salt, { memory, passes, lanes, length })
            const theirs = NOBLE[scheme](password, salt, { m: memory, t: passes, p: lanes, dkLen: length })
            expect(ours).toEqual(new Uint8Array(theirs))
          },
        ),
        { numRuns: 40 },
      )
    },
  )
})
