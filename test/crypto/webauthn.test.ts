import {
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { encodeCBOR } from '@levischuck/tiny-cbor'
import { beforeAll, describe, expect, it } from 'vitest'
import { verifyAssertion } from '../../src/core/passkeys/verify-assertion.ts'
import { type NewPasskey, verifyRegistration } from '../../src/core/passkeys/verify-registration.ts'
import { base64url, type Bytes, concat, fromBase64url, sha256 } from '../../src/crypto/bytes.ts'
import { readAttestationObject } from '../../src/crypto/webauthn/attestation-object.ts'
import { readAuthenticatorData } from '../../src/crypto/webauthn/authenticator-data.ts'
import { readCbor } from '../../src/crypto/webauthn/cbor.ts'
import { ALGORITHMS, readCoseKey } from '../../src/crypto/webauthn/cose-key.ts'
import { rawSignature } from '../../src/crypto/webauthn/der-signature.ts'
import { verifySignature } from '../../src/crypto/webauthn/verify-signature.ts'
import { type Authenticator, authenticator, derOf, FLAG } from '../support/authenticator.ts'
import { EVERY_CASE } from '../support/sample.ts'
import { type Vector, VECTORS } from './webauthn-vectors.ts'

const hex = (text: string): Bytes => Uint8Array.fromHex(text)
const asText = (text: string) => base64url(hex(text))

/** A relying party whose challenges are made by the test. */
const expecting = (challenge: string, { id, origin }: { id: string; origin: string }) => ({
  relyingParty: { id, name: 'Test', isOrigin: (each: string) => each === origin },
  openChallenge: async (each: string) =>
    each === challenge ? { id: each, expiresAt: 0 } : { refused: 'challenge_foreign' as const },
})

const verdictOf = (result: object) => ('refused' in result ? result.refused : 'accepted')

const EXAMPLE = { id: 'example.org', origin: 'https://example.org' }

/** What the registration of a vector says of its credential. */
function attestedIn({ registration }: Vector) {
  const authData = readAttestationObject(hex(registration.attestationObject)) ?? new Uint8Array()
  const attested = readAuthenticatorData(authData)?.attested
  if (!attested) throw new Error('a vector without a credential')
  return { authData, ...attested, id: base64url(attested.credentialId) }
}

describe('the vectors of the W3C', () => {
  it('are all of section 16', () => expect(VECTORS.length).toBe(15))

  it.each(VECTORS)(
    'have a signature that is right, by an algorithm that is offered: $name',
    async (vector) => {
      const key = await readCoseKey(attestedIn(vector).publicKey)
      if (typeof key === 'string') return expect(key).toBe(vector.key)
      expect(key.algorithm).toBe(vector.key)
      const { authenticatorData, clientDataJSON, signature } = vector.assertion
      const signed = concat(hex(authenticatorData), await sha256(hex(clientDataJSON)))
      expect(await verifySignature(key, { signature: hex(signature), signed })).toBe(true)
    },
  )

  it.each(VECTORS)(
    'register a passkey, or are refused by the first step they break: $name',
    async (vector) => {
      const { verdict, challenge, clientDataJSON, attestationObject } = vector.registration
      const { id, aaguid, publicKey } = attestedIn(vector)
      const response = {
        clientDataJSON: asText(clientDataJSON),
        attestationObject: asText(attestationObject),
      }
      const answer = { id, rawId: id, type: 'public-key' as const, response }
      const result = await verifyRegistration(answer, expecting(asText(challenge), EXAMPLE))
      expect(verdictOf(result)).toBe(verdict)
      if (verdict === 'accepted')
        expect(result).toMatchObject({
          credentialId: id,
          aaguid,
          publicKey: base64url(publicKey),
          signCount: 0,
        })
    },
  )

  it.each(VECTORS)('sign in, or are refused by the first step they break: $name', async (vector) => {
    const { verdict, challenge, clientDataJSON, authenticatorData, signature } = vector.assertion
    const { id, publicKey, authData } = attestedIn(vector)
    const response = {
      clientDataJSON: asText(clientDataJSON),
      authenticatorData: asText(authenticatorData),
      signature: asText(signature),
    }
    const backupEligible = ((authData[32] ?? 0) & FLAG.BE) !== 0
    const stored = {
      credentialId: id,
      publicKey: base64url(publicKey),
      signCount: 0,
      backupEligible,
      userHandle: '',
    }
    const expected = { ...expecting(asText(challenge), EXAMPLE), allowed: [id] }
    const result = await verifyAssertion({ id, rawId: id, type: 'public-key', response }, stored, expected)
    expect(verdictOf(result)).toBe(verdict)
  })
})

describe('a signature in DER', () => {
  const filled = (first: number[], length = 32) =>
    concat(Uint8Array.from(first), new Uint8Array(length - first.length).fill(0x11))

  it.each([
    ['32 bytes', filled([0x42]), filled([0x43])],
    ['a first bit that is set', filled([0x80]), filled([0xff])],
    ['31 bytes', filled([0, 0x42]), filled([0, 0x43])],
    ['31 bytes with a first bit that is set', filled([0, 0x80]), filled([0, 0xff])],
    ['17 bytes', filled(Array<number>(15).fill(0)), filled([0x42])],
    [
      'a single byte',
      concat(new Uint8Array(31), Uint8Array.of(1)),
      concat(new Uint8Array(31), Uint8Array.of(0x80)),
    ],
  ])('becomes 64 bytes, from integers of %s', (_, r, s) => {
    const raw = concat(r, s)
    expect(rawSignature(derOf(raw))?.toHex()).toBe(raw.toHex())
    expect(rawSignature(derOf(concat(s, r)))?.toHex()).toBe(concat(s, r).toHex())
  })

  it.each([
    ['nothing', ''],
    ['a sequence of nothing', '3000'],
    ['one integer', '3003020101'],
    ['three integers', '3009020101020101020101'],
    ['a byte more', '300602010102010100'],
    ['a length in two bytes', '308106020101020101'],
    ['a sequence that is too long', '3007020101020101'],
    ['an integer without a byte', '30050200020101'],
    ['an integer of zero', '3006020100020101'],
    ['a negative integer', '3006020180020101'],
    ['an integer with a zero too many', '300702020001020101'],
    ['an integer of 33 bytes', `3026022101${'11'.repeat(32)}020101`],
    ['an integer that runs over the end', '3006020101020201'],
    ['another tag', '3106020101020101'],
    ['a string where an integer belongs', '3006040101020101'],
  ])('is none when it is %s', (_, der) => expect(rawSignature(hex(der))).toBeUndefined())
})

describe('CBOR', () => {
  it.each([
    ['that ends too early', '58ff00'],
    ['with a byte more', 'a000'],
    ['with a key twice', 'a201010102'],
    ['of no known type', 'ff'],
    ['of no length', '5f4100ff'],
    ['nested ten thousand deep', '81'.repeat(10_000)],
    ['of tags ten thousand deep', 'c1'.repeat(10_000)],
    ['of a list that claims four billion items', '9affffffff00'],
  ])('%s is none', (_, text) => expect(readCbor(hex(text))).toBeUndefined())
})

describe('a key', () => {
  // The base point of P-256 (FIPS 186-5), which is a key like any other.
  const x = hex('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296')
  const y = hex('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5')
  const rsa = (bytes: number) => new Uint8Array(bytes).fill(0xff)
  const es256: [number, number | Bytes][] = [
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, x],
    [-3, y],
  ]
  const without = (label: number) => es256.filter(([each]) => each !== label)
  const replaced = (label: number, value: number | Bytes) => [
    ...without(label),
    [label, value] as [number, number | Bytes],
  ]

  it.each<[string, [number, number | Bytes][], 'algorithm' | 'key']>([
    ['whose point is not on the curve', replaced(-3, x), 'key'],
    ['of another type', replaced(1, 1), 'key'],
    ['of another curve', replaced(-1, 2), 'key'],
    ['with half a point', without(-3), 'key'],
    ['with a coordinate of 31 bytes', replaced(-3, y.slice(1)), 'key'],
    [
      'with coordinates of 31 and 33 bytes',
      [...es256.slice(0, 3), [-2, x.slice(0, 31)], [-3, concat(x.slice(31), y)]],
      'key',
    ],
    ['without an algorithm', without(3), 'algorithm'],
    ['of ES384', replaced(3, -35), 'algorithm'],
    ['of ES256K', replaced(3, -47), 'algorithm'],
    ['of RS1, which signs SHA-1', replaced(3, -65_535), 'algorithm'],
    [
      'of Ed25519 by another curve',
      [
        [1, 1],
        [3, -8],
        [-1, 7],
        [-2, x],
      ],
      'key',
    ],
    [
      'of Ed25519 with 31 bytes',
      [
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, x.slice(1)],
      ],
      'key',
    ],
    [
      'of RSA with 1024 bits',
      [
        [1, 3],
        [3, -257],
        [-1, rsa(128)],
        [-2, Uint8Array.of(1, 0, 1)],
      ],
      'key',
    ],
    [
      'of RSA with 4104 bits',
      [
        [1, 3],
        [3, -257],
        [-1, rsa(513)],
        [-2, Uint8Array.of(1, 0, 1)],
      ],
      'key',
    ],
    [
      'of RSA with an exponent of one',
      [
        [1, 3],
        [3, -257],
        [-1, rsa(256)],
        [-2, Uint8Array.of(1)],
      ],
      'key',
    ],
    ['with more than a kilobyte', [...es256, [9, new Uint8Array(1_100)]], 'key'],
  ])('%s is none', async (_, entries, verdict) => {
    expect(await readCoseKey(new Uint8Array(encodeCBOR(new Map(entries))))).toBe(verdict)
  })

  it('is one when it is a point of P-256', async () => {
    const key = await readCoseKey(new Uint8Array(encodeCBOR(new Map(es256))))
    expect(key).toMatchObject({ algorithm: -7 })
  })

  it('is none when it is no map', async () => expect(await readCoseKey(hex('01'))).toBe('key'))
})

const RP = { id: 'auth.localhost', origin: 'https://auth.localhost' }
const HANDLE = base64url(new Uint8Array(32).fill(7))

const chance = (most: number) => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % (most + 1)
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const randomChallenge = () => base64url(randomBytes(16 + chance(48)))

type Ceremony = {
  device: Authenticator
  passkey: NewPasskey
  stored: Parameters<typeof verifyAssertion>[1]
  challenge: string
  assertion: Awaited<ReturnType<Authenticator['get']>>
}

/** Signs up and makes an assertion, with everything at random that may be. */
async function ceremony(device: Authenticator): Promise<Ceremony> {
  const backup = [0, FLAG.BE, FLAG.BE | FLAG.BS][chance(2)] ?? 0
  const counts = chance(1) === 1
  const signCount = counts ? 1 + chance(1_000_000) : 0
  const first = randomChallenge()
  const credential = await device.create(
    { challenge: first, rp: RP, user: { id: HANDLE } },
    { credentialId: randomBytes(1 + chance(1_022)), signCount, flags: FLAG.UP | FLAG.UV | FLAG.AT | backup },
  )
  const passkey = await verifyRegistration(credential, expecting(first, RP))
  if ('refused' in passkey) throw new Error(passkey.refused)
  const theirs = await verifyRegistrationResponse({
    response: credential as RegistrationResponseJSON,
    expectedChallenge: first,
    expectedOrigin: RP.origin,
    expectedRPID: RP.id,
    requireUserVerification: true,
  })
  expect(theirs.registrationInfo?.credential.id).toBe(passkey.credentialId)
  expect(theirs.registrationInfo?.credential.counter).toBe(passkey.signCount)
  expect(theirs.registrationInfo?.credentialBackedUp).toBe(passkey.backedUp)
  expect(base64url(new Uint8Array(theirs.registrationInfo?.credential.publicKey ?? []))).toBe(
    passkey.publicKey,
  )
  const challenge = randomChallenge()
  const assertion = await device.get(
    { challenge, rpId: RP.id },
    { signCount: counts ? signCount + 1 + chance(9) : 0, flags: FLAG.UP | FLAG.UV | backup },
  )
  const { credentialId, publicKey, backupEligible } = passkey
  return {
    device,
    passkey,
    stored: { credentialId, publicKey, signCount, backupEligible, userHandle: HANDLE },
    challenge,
    assertion,
  }
}

const ours = async ({ assertion, stored, challenge }: Ceremony) =>
  verdictOf(await verifyAssertion(assertion, stored, expecting(challenge, RP)))

/** The verdict of another implementation. */
async function theirs({ assertion, stored, challenge }: Ceremony): Promise<boolean> {
  const { credentialId: id, publicKey, signCount: counter } = stored
  const { verified } = await verifyAuthenticationResponse({
    response: assertion as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: RP.origin,
    expectedRPID: RP.id,
    requireUserVerification: true,
    credential: { id, publicKey: fromBase64url(publicKey) ?? new Uint8Array(), counter },
  })
  return verified
}

/** The same with one bit turned over. */
function mutant(text: string): string {
  const bytes = fromBase64url(text) ?? new Uint8Array()
  const bit = chance(bytes.length * 8 - 1)
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return base64url(bytes)
}

/** Its beginning, up to some byte. */
function broken(text: string): string {
  const bytes = fromBase64url(text) ?? new Uint8Array()
  return base64url(bytes.slice(0, chance(bytes.length - 1)))
}

/** Of each algorithm. */
const CEREMONIES = EVERY_CASE ? 700 : 70
const MUTABLE = ['signature', 'authenticatorData', 'clientDataJSON'] as const

describe.each(ALGORITHMS)('ceremonies at random, by algorithm %d,', (algorithm) => {
  let device: Authenticator
  beforeAll(async () => {
    device = await authenticator(algorithm, { origin: RP.origin })
  })

  it('are accepted by us and by @simplewebauthn/server, and refused with one bit turned over', async () => {
    for (let index = 0; index < CEREMONIES; index += 1) {
      const one = await ceremony(device)
      expect([await ours(one), await theirs(one)], JSON.stringify(one.assertion)).toEqual(['accepted', true])
      for (const member of MUTABLE) {
        const response = { ...one.assertion.response, [member]: mutant(one.assertion.response[member]) }
        const changed = { ...one, assertion: { ...one.assertion, response } }
        expect(await ours(changed), JSON.stringify(changed.assertion)).not.toBe('accepted')
      }
    }
  })

  it('are refused, and never end in an error, with any member cut short or replaced by noise', async () => {
    for (let index = 0; index < CEREMONIES; index += 2) {
      const one = await ceremony(device)
      const first = randomChallenge()
      const created = await device.create({ challenge: first, rp: RP, user: { id: HANDLE } })
      for (const noise of [broken, () => base64url(randomBytes(chance(200)))]) {
        for (const member of MUTABLE) {
          const response = { ...one.assertion.response, [member]: noise(one.assertion.response[member]) }
          expect(await ours({ ...one, assertion: { ...one.assertion, response } })).not.toBe('accepted')
        }
        for (const member of ['attestationObject', 'clientDataJSON'] as const) {
          const response = { ...created.response, [member]: noise(created.response[member]) }
          const result = await verifyRegistration({ ...created, response }, expecting(first, RP))
          expect(verdictOf(result), JSON.stringify(response)).not.toBe('accepted')
        }
        const { publicKey } = one.stored
        const stored = { ...one.stored, publicKey: noise(publicKey) }
        expect(await ours({ ...one, stored })).toBe('wrong_signature')
      }
    }
  })
})
