import { encodeBase64, hashSync } from 'bcryptjs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../../src/crypto/bytes.ts'
import { bcrypt } from '../../src/crypto/imported/bcrypt.ts'

describe('bcrypt', () => {
  it('is what bcryptjs makes it, whatever the password', () => {
    fc.assert(
      fc.property(
        // Up to the 72nd byte and beyond; bcryptjs ends a password at a NUL, ours does not.
        fc.string({ unit: 'grapheme', maxLength: 90 }).filter((password) => !password.includes('\0')),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.integer({ min: 4, max: 6 }),
        (password, salt, cost) => {
          const settings = `$2b$0${cost}$${encodeBase64([...salt], 16)}`
          const theirs = hashSync(password, settings).slice(settings.length)
          const ours = bcrypt(utf8(password), { salt: new Uint8Array(salt), cost })
          expect(encodeBase64([...ours], 23)).toBe(theirs)
        },
      ),
      { numRuns: 100 },
    )
  })
})
