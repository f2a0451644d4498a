import { type CBORType, encodeCBOR } from '@levischuck/tiny-cbor'
import type { StoredPasskey } from '../../src/core/passkeys/verify-assertion.ts'
import { base64url, type Bytes, concat, fromBase64url, utf8 } from '../../src/crypto/bytes.ts'
import { type Authenticator, FLAG, type Odd } from '../support/authenticator.ts'
import { HOME } from '../support/person.ts'

/** The steps of both ceremonies: what breaks each alone, and what may be so or otherwise. */

export type Registration = Awaited<ReturnType<Authenticator['create']>>
export type Assertion = Awaited<ReturnType<Authenticator['get']>>

export const appended = (bytes: Bytes) => concat(bytes, Uint8Array.of(0))
const cbor = (value: CBORType): Bytes => new Uint8Array(encodeCBOR(value))
const EXTENSIONS = cbor(new Map([['credProtect', 2]]))
const withExtensions = (bytes: Bytes) => concat(bytes, EXTENSIONS)
const text = (value: string) => base64url(utf8(value))

export const CREATED = FLAG.UP | FLAG.UV | FLAG.AT
const P384 = new Map([
  [1, 2],
  [3, -35],
  [-1, 2],
])
const OFF_CURVE = new Map<number, number | Bytes>([
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, new Uint8Array(32)],
  [-3, new Uint8Array(32)],
])

/** Each step of WebAuthn L3 §7.1, broken alone. */
export const BROKEN_REGISTRATIONS: [
  step: string,
  verdict: string,
  odd: Odd,
  change?: ((made: Registration) => Registration) | undefined,
][] = [
  [
    'base64url',
    'malformed',
    {},
    (made) => ({ ...made, response: { ...made.response, attestationObject: 'AB' } }),
  ],
  [
    'the client data are JSON',
    'malformed',
    {},
    (made) => ({ ...made, response: { ...made.response, clientDataJSON: text('{') } }),
  ],
  [
    'the client data are an object',
    'malformed',
    {},
    (made) => ({ ...made, response: { ...made.response, clientDataJSON: text('7') } }),
  ],
  [
    'the client data are UTF-8',
    'malformed',
    {},
    (made) => {
      const json = fromBase64url(made.response.clientDataJSON) ?? new Uint8Array()
      const clientDataJSON = base64url(
        concat(json.slice(0, -1), utf8(',"of":"'), Uint8Array.of(0xff), utf8('"}')),
      )
      return { ...made, response: { ...made.response, clientDataJSON } }
    },
  ],
  ['the client data name an origin', 'malformed', { clientData: { origin: undefined } }],
  ['C.type', 'wrong_type', { type: 'webauthn.get' }],
  ['C.challenge', 'challenge_foreign', { challenge: base64url(new Uint8Array(54)) }],
  ['C.challenge is not empty', 'challenge_foreign', { challenge: '' }],
  ['C.origin: host', 'wrong_origin', { origin: 'https://auth.localhost.example.com' }],
  ['C.origin: a parent domain', 'wrong_origin', { origin: 'https://example.com' }],
  ['C.origin: case', 'wrong_origin', { origin: 'https://AUTH.example.com' }],
  ['C.origin: an opaque one', 'wrong_origin', { origin: 'null' }],
  ['C.origin: a path', 'wrong_origin', { origin: `${HOME}/` }],
  ['C.crossOrigin', 'cross_origin', { clientData: { crossOrigin: true } }],
  ['C.crossOrigin is a boolean', 'malformed', { clientData: { crossOrigin: 'true' } }],
  ['C.topOrigin, whichever it is', 'top_origin', { clientData: { topOrigin: HOME } }],
  ['C.topOrigin, also of no value', 'top_origin', { clientData: { topOrigin: null } }],
  ['the attestation object is CBOR', 'malformed', { attestationObject: (bytes) => bytes.slice(0, -1) }],
  ['the attestation object is one value', 'malformed', { attestationObject: appended }],
  ['the attestation object is a map', 'malformed', { attestationObject: () => cbor('none') }],
  ['the attestation object has a format', 'malformed', { attestation: { fmt: 7 } }],
  ['the attestation object has a statement', 'malformed', { attestation: { attStmt: 'none' } }],
  ['the attestation object has authenticator data', 'malformed', { attestation: { authData: 'text' } }],
  ['the authenticator data are 37 bytes at least', 'malformed', { authData: (bytes) => bytes.slice(0, 36) }],
  [
    'the authenticator data have a whole credential',
    'malformed',
    { authData: (bytes) => bytes.slice(0, 54) },
  ],
  ['the authenticator data have a whole key', 'malformed', { authData: (bytes) => bytes.slice(0, -1) }],
  ['the authenticator data end there', 'malformed', { authData: appended }],
  [
    'the authenticator data have the credential that they name',
    'malformed',
    { flags: FLAG.UP | FLAG.UV, authData: (bytes) => bytes.slice(0, 37) },
  ],
  [
    'the authenticator data have no credential that they do not name',
    'malformed',
    { flags: FLAG.UP | FLAG.UV },
  ],
  ['the authenticator data have the extensions that they name', 'malformed', { flags: CREATED | FLAG.ED }],
  [
    'the authenticator data have no extensions that they do not name',
    'malformed',
    { authData: withExtensions },
  ],
  ['rpIdHash', 'wrong_rp_id', { rpId: 'localhost' }],
  ['UP', 'user_absent', { flags: FLAG.UV | FLAG.AT }],
  ['UV', 'user_not_verified', { flags: FLAG.UP | FLAG.AT }],
  ['BS without BE', 'backup_impossible', { flags: CREATED | FLAG.BS }],
  ['the algorithm', 'algorithm_not_offered', { key: P384 }],
  ['the key', 'key_unusable', { key: OFF_CURVE }],
  ['credProps: the client extension outputs', 'not_discoverable', { rk: false }],
  ['the credential id has 1023 bytes at most', 'id_too_long', { credentialId: new Uint8Array(1_024) }],
  [
    'the credential id is that of the key',
    'id_mismatch',
    {},
    (made) => ({ ...made, id: 'AAAA', rawId: 'AAAA' }),
  ],
  ['id is rawId', 'id_mismatch', {}, (made) => ({ ...made, id: 'AAAA' })],
]

const WHOLE_KEY = concat(new Uint8Array(500))

export const GOOD_REGISTRATIONS: [what: string, odd: Odd][] = [
  ['as a browser makes it', {}],
  [
    'with a packed attestation that nobody asked for',
    {
      attestation: {
        fmt: 'packed',
        attStmt: new Map<string, number | Bytes>([
          ['alg', -7],
          ['sig', WHOLE_KEY],
        ]),
      },
    },
  ],
  ['with an attestation that says nothing', { attestation: { fmt: 'fido-u2f' } }],
  [
    'with an attestation of an unknown format',
    { attestation: { fmt: 'tomorrow', attStmt: new Map([['x5c', [WHOLE_KEY]]]) } },
  ],
  ['with extensions that nobody asked for', { flags: CREATED | FLAG.ED, authData: withExtensions }],
  ['with more in the client data', { clientData: { extraData: 'of the future', other: { deep: [1] } } }],
  ['by an id of 1023 bytes', { credentialId: new Uint8Array(1_023).fill(3) }],
  ['that is backed up', { flags: CREATED | FLAG.BE | FLAG.BS }],
  ['from a page of this machine, in development', { origin: 'http://localhost:5173' }],
]

export type Knowing = { stored?: Partial<StoredPasskey>; allowed?: (id: string) => string[] }

export const GOT = FLAG.UP | FLAG.UV
const other = (response: Partial<Assertion['response']>) => (made: Assertion) => ({
  ...made,
  response: { ...made.response, ...response },
})
const theirs = (id: string) => [id]

/** Each step of WebAuthn L3 §7.2, broken alone. */
export const BROKEN_ASSERTIONS: [
  step: string,
  verdict: string,
  odd: Odd,
  change?: ((made: Assertion) => Assertion) | undefined,
  knowing?: Knowing,
][] = [
  ['base64url', 'malformed', {}, other({ signature: 'AB' })],
  ['the passkey is one of those allowed', 'not_allowed', {}, undefined, { allowed: () => ['AAAA'] }],
  ['the passkey is the stored one', 'id_mismatch', {}, undefined, { stored: { credentialId: 'AAAA' } }],
  ['id is rawId', 'id_mismatch', {}, (made) => ({ ...made, id: 'AAAA' })],
  ['the user handle, where nobody is known yet', 'user_handle_missing', { userHandle: null }],
  ['the user handle is the owner’s', 'wrong_user_handle', { userHandle: base64url(new Uint8Array(32)) }],
  [
    'the user handle is the owner’s, where the owner is known',
    'wrong_user_handle',
    { userHandle: 'AAAA' },
    undefined,
    { allowed: theirs },
  ],
  ['the client data are JSON', 'malformed', {}, other({ clientDataJSON: text('{') })],
  ['C.type', 'wrong_type', { type: 'webauthn.create' }],
  ['C.challenge', 'challenge_foreign', { challenge: base64url(new Uint8Array(54)) }],
  ['C.origin', 'wrong_origin', { origin: 'https://app.example.com' }],
  ['C.crossOrigin', 'cross_origin', { clientData: { crossOrigin: true } }],
  ['C.topOrigin', 'top_origin', { clientData: { topOrigin: HOME } }],
  ['the authenticator data are whole', 'malformed', { authData: (bytes) => bytes.slice(0, 36) }],
  ['the authenticator data end there', 'malformed', { authData: appended }],
  ['rpIdHash', 'wrong_rp_id', { rpId: 'auth.localhost.example.com' }],
  ['UP', 'user_absent', { flags: FLAG.UV }],
  ['UV', 'user_not_verified', { flags: FLAG.UP }],
  ['BS without BE', 'backup_impossible', { flags: GOT | FLAG.BS }],
  ['BE, which has come', 'backup_changed', { flags: GOT | FLAG.BE }],
  ['BE, which has gone', 'backup_changed', {}, undefined, { stored: { backupEligible: true } }],
  ['the signature', 'wrong_signature', { signature: (bytes) => bytes.with(40, (bytes[40] ?? 0) ^ 1) }],
  ['the signature is DER', 'wrong_signature', { signature: () => new Uint8Array(64) }],
  [
    'the signature is over the client data',
    'wrong_signature',
    {},
    (made) => {
      const read = new TextDecoder().decode(fromBase64url(made.response.clientDataJSON))
      return other({ clientDataJSON: text(`${read} `) })(made)
    },
  ],
  [
    'the signature is by the stored key',
    'wrong_signature',
    {},
    undefined,
    { stored: { publicKey: base64url(cbor(P384)) } },
  ],
  [
    'the signature, before the counter',
    'wrong_signature',
    { signCount: 9, signature: (bytes) => bytes.with(40, (bytes[40] ?? 0) ^ 1) },
  ],
  ['signCount: the same again', 'cloned', { signCount: 10 }],
  ['signCount: one less', 'cloned', { signCount: 9 }],
  ['signCount: none any more', 'cloned', { signCount: 0 }],
]

export const GOOD_ASSERTIONS: [what: string, odd: Odd, knowing?: Knowing][] = [
  ['as a browser makes it', {}],
  ['with a counter that has gone far', { signCount: 0xffff_ffff }],
  ['of a device that does not count', { signCount: 0 }, { stored: { signCount: 0 } }],
  ['of a device that begins to count', { signCount: 1 }, { stored: { signCount: 0 } }],
  ['without a user handle, where the owner is known', { userHandle: null }, { allowed: theirs }],
  ['with a user handle, where the owner is known', {}, { allowed: theirs }],
  ['with extensions that nobody asked for', { flags: GOT | FLAG.ED, authData: withExtensions }],
  ['from a page of this machine, in development', { origin: 'http://127.0.0.1:3000' }],
]
