import { pbkdf2Sync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pbkdf2Sha256 } from '../../src/crypto/imported/pbkdf2-sha256.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => new Uint8Array(array))

describe('our PBKDF2 with SHA-256', () => {
  it('agrees with the platform for every password, also one that HMAC hashes first, and every salt', () => {
    fc.assert(
      fc.property(bytes(140), bytes(80), fc.integer({ min: 1, max: 50 }), (password, salt, iterations) => {
        const ours = pbkdf2Sha256(password, salt, iterations)
        expect(ours).toEqual(new Uint8Array(pbkdf2Sync(password, salt, iterations, 32, 'sha256')))
      }),
      { numRuns: 300 },
    )
  })
})
