import { describe, expect, it } from 'vitest'
import { verifyBcrypt } from '../../src/crypto/imported/bcrypt.ts'
import { LONG, MORE_IMPORTED } from './imported-hashes.ts'

const check = (password: string, stored: string) => {
  const [, , cost = '', rest = ''] = stored.split('$')
  return verifyBcrypt(password, {
    scheme: 'bcrypt',
    preparation: 'plain',
    cost: Number(cost),
    salt: rest.slice(0, 22),
    hash: rest.slice(22),
  })
}

/** From the tests of two other implementations: jBCrypt, and crypt_blowfish of Openwall. */
const PUBLISHED: [password: string, stored: string][] = [
  ['', '$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.'],
  ['a', '$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe'],
  ['abc', '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
  ['abcdefghijklmnopqrstuvwxyz', '$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC'],
  ['~!@#$%^&*()      ~!@#$%^&*()PNBFRD', '$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO'],
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  [
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored',
    '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
  ],
]

describe('bcrypt', () => {
  it.each(PUBLISHED)(
    'accepts the password of a published hash, %j, and refuses another',
    (password, stored) => {
      expect(check(password, stored)).toBe(true)
      expect(check(`x${password}`, stored)).toBe(false)
    },
  )

  it('does not end a password at a NUL', () => {
    const [password, stored] = MORE_IMPORTED['bcrypt by htpasswd']
    expect(check(password, stored)).toBe(true)
    expect(check(`${password}\0`, stored)).toBe(false)
    expect(check(`${password}\0more`, stored)).toBe(false)
  })

  it('counts bytes of UTF-8, not characters, up to 72', () => {
    expect(check(LONG.password.slice(0, 72), LONG.hash)).toBe(true)
    expect(check(`${LONG.password.slice(0, 71)}ä`, LONG.hash)).toBe(false)
  })

  it('ignores the two spare bits of the last character', () => {
    const [password, stored] = MORE_IMPORTED['bcrypt by htpasswd']
    // It ends with `K`. `L` differs in the lowest of the two spare bits, `O` in a bit of the hash.
    expect(check(password, `${stored.slice(0, -1)}L`)).toBe(true)
    expect(check(password, `${stored.slice(0, -1)}O`)).toBe(false)
  })

  it('reads half of a surrogate pair as U+FFFD, as every other hash here does', () => {
    // bcryptjs itself made this hash, of U+FFFD.
    const stored = '$2b$04$......................JpA0WKpfyVm9Gqvh529eQOlqGaK97kq'
    expect(check('\ud800', stored)).toBe(true)
  })
})
