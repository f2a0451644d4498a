import { type CBORType, encodeCBOR } from '@levischuck/tiny-cbor'
import {
  base64url,
  type Bytes,
  concat,
  fromBase64url,
  sha256,
  toBytes,
  utf8,
} from '../../src/crypto/bytes.ts'
import type { Algorithm } from '../../src/crypto/webauthn/cose-key.ts'
import { HOME } from './home.ts'

/** What a test may have otherwise than a browser and an authenticator would. */
export type Odd = {
  type?: string
  challenge?: string
  origin?: string
  /** Members of the client data, beside or instead of the usual ones. */
  clientData?: Record<string, unknown>
  rpId?: string
  /** UP, UV, BE, BS, AT, ED: `UP | UV` without it. */
  flags?: number
  signCount?: number
  credentialId?: Bytes
  userHandle?: string | null
  /** COSE_Key of the registration. */
  key?: Map<number, CBORType>
  attestation?: { fmt?: CBORType; attStmt?: CBORType; authData?: CBORType }
  /** What is done to bytes, before they are signed or sent. */
  authData?: (bytes: Bytes) => Bytes
  attestationObject?: (bytes: Bytes) => Bytes
  signature?: (bytes: Bytes) => Bytes
  rk?: boolean
  transports?: string[]
}

export const FLAG = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 }

type Options = { challenge: string; rp?: { id: string }; rpId?: string; user?: { id: string } }

type KeyPair = { algorithm: Algorithm; cose: Map<number, CBORType>; sign: (bytes: Bytes) => Promise<Bytes> }

/**
 * A browser with an authenticator that has one passkey. It makes what a real one would make of the options of
 * the service, as the JSON of `PublicKeyCredential.toJSON()`, or what a test has odd. Only the pair of keys
 * stays the same from one `create` to the next: one of RSA takes its time.
 */
export async function authenticator(
  algorithm: Algorithm = -7,
  { origin = HOME, aaguid = new Uint8Array(16) }: { origin?: string; aaguid?: Bytes } = {},
) {
  const pair = await KEY_PAIRS[algorithm]()
  let credentialId: Bytes = new Uint8Array()
  let userHandle: string | undefined
  let signCount = 0

  const clientData = (type: string, { challenge }: Options, odd: Odd) =>
    utf8(
      JSON.stringify({
        type: odd.type ?? type,
        challenge: odd.challenge ?? challenge,
        origin: odd.origin ?? origin,
        crossOrigin: false,
        ...odd.clientData,
      }),
    )

  const head = async (rpId: string | undefined, flags: number, odd: Odd) =>
    concat(
      await sha256(utf8(odd.rpId ?? rpId ?? new URL(origin).hostname)),
      Uint8Array.of(odd.flags ?? flags),
      toBytes(odd.signCount ?? signCount, 4),
    )

  const named = () => ({
    id: base64url(credentialId),
    rawId: base64url(credentialId),
    type: 'public-key' as const,
  })

  return {
    algorithm,
    /** COSE_Key: what a service keeps. */
    publicKey: bytesOf(pair.cose),
    /** `navigator.credentials.create()` */
    async create(options: Options, odd: Odd = {}) {
      credentialId = odd.credentialId ?? crypto.getRandomValues(new Uint8Array(32))
      userHandle = options.user?.id
      const flags = FLAG.UP | FLAG.UV | FLAG.AT
      const key = bytesOf(odd.key ?? pair.cose)
      const data = concat(
        await head(options.rp?.id, flags, odd),
        aaguid,
        toBytes(credentialId.length, 2),
        credentialId,
        key,
      )
      const object = new Map<string, CBORType>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', odd.authData?.(data) ?? data],
        ...Object.entries(odd.attestation ?? {}),
      ])
      const attestationObject = bytesOf(object)
      return {
        ...named(),
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', options, odd)),
          attestationObject: base64url(odd.attestationObject?.(attestationObject) ?? attestationObject),
          transports: odd.transports ?? ['internal', 'hybrid'],
        },
        authenticatorAttachment: 'platform',
        clientExtensionResults: { credProps: { rk: odd.rk ?? true } },
      }
    },
    /** `navigator.credentials.get()`; each time it counts one on. */
    async get(options: Options, odd: Odd = {}) {
      signCount += 1
      const client = clientData('webauthn.get', options, odd)
      const data = await head(options.rpId, FLAG.UP | FLAG.UV, odd)
      const authData = odd.authData?.(data) ?? data
      const signature = await pair.sign(concat(authData, await sha256(client)))
      const handle = odd.userHandle === undefined ? userHandle : odd.userHandle
      return {
        ...named(),
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(authData),
          signature: base64url(odd.signature?.(signature) ?? signature),
          ...(handle === undefined ? {} : { userHandle: handle }),
        },
        authenticatorAttachment: 'platform',
        clientExtensionResults: {},
      }
    },
  }
}

export type Authenticator = Awaited<ReturnType<typeof authenticator>>

const bytesOf = (value: CBORType): Bytes => new Uint8Array(encodeCBOR(value))

const KEY_PAIRS: Record<Algorithm, () => Promise<KeyPair>> = {
  [-8]: async () => {
    const pair = await generated('Ed25519')
    const x = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer)
    const cose = new Map<number, CBORType>([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, x],
    ])
    return { algorithm: -8, cose, sign: signer('Ed25519', pair) }
  },
  [-7]: async () => {
    const pair = await generated({ name: 'ECDSA', namedCurve: 'P-256' })
    const point = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer)
    const [x, y] = [point.slice(1, 33), point.slice(33)]
    const raw = signer({ name: 'ECDSA', hash: 'SHA-256' }, pair)
    const cose = new Map<number, CBORType>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, x],
      [-3, y],
    ])
    return { algorithm: -7, cose, sign: async (bytes) => derOf(await raw(bytes)) }
  },
  [-257]: async () => {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    const pair = await generated({
      ...algorithm,
      modulusLength: 2_048,
      publicExponent: Uint8Array.of(1, 0, 1),
    })
    const { n = '', e = '' } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey
    const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array()
    const cose = new Map<number, CBORType>([
      [1, 3],
      [3, -257],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ])
    return { algorithm: -257, cose, sign: signer(algorithm.name, pair) }
  },
}

const generated = async (algorithm: Parameters<typeof crypto.subtle.generateKey>[0]) =>
  (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair

const signer =
  (algorithm: Parameters<typeof crypto.subtle.sign>[0], { privateKey }: CryptoKeyPair) =>
  async (bytes: Bytes): Promise<Bytes> =>
    new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, bytes))

/** Two integers without leading zeros, as authenticators write an ECDSA signature. */
export function derOf(raw: Bytes): Bytes {
  const integer = (digits: Bytes) => {
    const first = digits.findIndex((byte) => byte !== 0)
    const short = digits.slice(first === -1 ? digits.length - 1 : first)
    const value = (short[0] ?? 0) > 0x7f ? concat(Uint8Array.of(0), short) : short
    return concat(Uint8Array.of(0x02, value.length), value)
  }
  const both = concat(integer(raw.slice(0, 32)), integer(raw.slice(32)))
  return concat(Uint8Array.of(0x30, both.length), both)
}
