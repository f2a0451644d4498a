import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64url, type Bytes, equal, fromBase64url, toBytes, utf8 } from '../../src/crypto/bytes.ts'
import { derivePrivateScalar, importScalar } from '../../src/crypto/derive-key-pair.ts'
import { hkdf } from '../../src/crypto/hkdf.ts'
import { hmac, hmacKey } from '../../src/crypto/hmac.ts'
import { pbkdf2 } from '../../src/crypto/pbkdf2.ts'
import { randomToken, uuidv7 } from '../../src/crypto/random.ts'

const hex = (text: string): Bytes => Uint8Array.fromHex(text)
const range = (from: number, to: number) => Uint8Array.from({ length: to - from }, (_, index) => from + index)

describe('HKDF-SHA-256 (RFC 5869, appendix A)', () => {
  it.each([
    {
      name: 'A.1, basic',
      secret: hex('0b'.repeat(22)),
      salt: hex('000102030405060708090a0b0c'),
      info: hex('f0f1f2f3f4f5f6f7f8f9'),
      okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    },
    {
      name: 'A.2, longer inputs and output',
      secret: range(0x00, 0x50),
      salt: range(0x60, 0xb0),
      info: range(0xb0, 0x100),
      okm: 'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    },
    {
      name: 'A.3, empty salt and info',
      secret: hex('0b'.repeat(22)),
      salt: hex(''),
      info: hex(''),
      okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    },
  ])('$name', async ({ secret, salt, info, okm }) => {
    expect((await hkdf(secret, info, { salt, length: okm.length / 2 })).toHex()).toBe(okm)
  })
})

describe('HMAC-SHA-256 (RFC 4231)', () => {
  it.each([
    [
      '1',
      hex('0b'.repeat(20)),
      utf8('Hi There'),
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      '2',
      utf8('Jefe'),
      utf8('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      '3',
      hex('aa'.repeat(20)),
      hex('dd'.repeat(50)),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
    [
      '6, a key longer than a block',
      hex('aa'.repeat(131)),
      utf8('Test Using Larger Than Block-Size Key - Hash Key First'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('test case %s', async (_, key, message, mac) => {
    expect((await hmac(await hmacKey(key), message)).toHex()).toBe(mac)
  })
})

describe('PBKDF2-HMAC-SHA-256 (RFC 7914, section 11)', () => {
  it.each([
    ['passwd', 'salt', 1, '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'],
    ['Password', 'NaCl', 80_000, '4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56'],
  ])('%s, %s, %i iterations: the first half of the vector', async (password, salt, iterations, expected) => {
    expect((await pbkdf2(utf8(password), { salt: utf8(salt), iterations })).toHex()).toBe(expected)
  })

  it.each([0, -1, 100_001, 600_000, NaN, Infinity])(
    'refuses %d iterations in one call',
    async (iterations) => {
      await expect(pbkdf2(utf8('password'), { salt: utf8('salt'), iterations })).rejects.toThrow(RangeError)
    },
  )
})

describe('DeriveKeyPair for P-256 (RFC 9180, appendix A.3)', () => {
  it.each([
    {
      name: 'ephemeral',
      ikm: '4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e',
      scalar: '4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb',
      x: 'a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9',
      y: '8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
    },
    {
      name: 'recipient',
      ikm: '668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550',
      scalar: 'f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2',
      x: 'fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82',
      y: '6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
    },
  ])('$name key', async ({ ikm, scalar, x, y }) => {
    const derived = await derivePrivateScalar(hex(ikm))
    expect(derived.toHex()).toBe(scalar)
    const { publicJwk } = await importScalar(derived)
    expect(publicJwk).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: base64url(hex(x)),
      y: base64url(hex(y)),
    })
  })

  it('makes a private key that signs for its public key and cannot be exported', async () => {
    const { privateKey, publicKey } = await importScalar(await derivePrivateScalar(utf8('any material')))
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const signature = await crypto.subtle.sign(algorithm, privateKey, utf8('message'))
    expect(await crypto.subtle.verify(algorithm, publicKey, signature, utf8('message'))).toBe(true)
    expect(privateKey.extractable).toBe(false)
  })
})

describe('base64url (RFC 4648, section 5)', () => {
  it('decodes what it has encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const own = new Uint8Array(bytes)
        expect(fromBase64url(base64url(own))).toEqual(own)
      }),
    )
  })

  it.each(['Zg==', 'Zh', 'Z', 'Zm9v\n', ' Zm9v', 'Zm9+', 'Zm9/', 'Zm9vZh', 'Ƶg'])(
    'refuses text that is not canonical: %j',
    (text) => {
      expect(fromBase64url(text)).toBeUndefined()
    },
  )

  it('never decodes two texts to the same bytes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const bytes = fromBase64url(text)
        if (bytes) expect(base64url(bytes)).toBe(text)
      }),
    )
  })
})

describe('bytes', () => {
  it('writes numbers most significant byte first', () => {
    expect(toBytes(0x0102, 2).toHex()).toBe('0102')
    expect(toBytes(1_700_000_000_000, 6).toHex()).toBe('018bcfe56800')
  })

  it('compares equal lengths by content, and never throws for unequal ones', () => {
    expect(equal(hex('0102'), hex('0102'))).toBe(true)
    expect(equal(hex('0102'), hex('0103'))).toBe(false)
    expect(equal(hex('0102'), hex('010203'))).toBe(false)
    expect(equal(hex(''), hex('01'))).toBe(false)
  })
})

describe('identifiers', () => {
  it('are UUIDs of version 7 that contain their time (RFC 9562, section 5.7)', () => {
    const moment = Date.UTC(2022, 1, 22, 19, 22, 22)
    const id = uuidv7(moment)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(id.slice(0, 13)).toBe('017f22e2-79b0')
  })

  it('sort by the time they were made, and are all different', () => {
    const ids = Array.from({ length: 500 }, (_, index) => uuidv7(1_700_000_000_000 + index))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(Array.from({ length: 1_000 }, () => uuidv7(1_700_000_000_000))).size).toBe(1_000)
  })

  it('are in the order of their making within a millisecond, and after it', () => {
    const moments = [1_700_000_000_000, 1_700_000_000_001]
    const ids = moments.flatMap((moment) => Array.from({ length: 1_000 }, () => uuidv7(moment)))
    expect(ids.toSorted()).toEqual(ids)
    expect(ids.map((id) => id[14]).filter((version) => version !== '7')).toEqual([])
  })

  it('stay different, and of their millisecond, when more are made in it than can be counted', () => {
    const ids = Array.from({ length: 5_000 }, () => uuidv7(1_700_000_000_002))
    expect(new Set(ids).size).toBe(5_000)
    expect(new Set(ids.map((id) => id.slice(0, 13)))).toEqual(new Set(['018bcfe5-6802']))
    expect(new Set(ids.slice(4_095).map((id) => id.slice(14, 18)))).toEqual(new Set(['7fff']))
  })

  it('are 256 random bits in links', () => {
    const tokens = Array.from({ length: 1_000 }, randomToken)
    expect(new Set(tokens).size).toBe(1_000)
    expect(tokens.every((token) => fromBase64url(token)?.length === 32)).toBe(true)
  })
})
