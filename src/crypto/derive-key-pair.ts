import { type Bytes, concat, toBytes, utf8 } from './bytes.ts'
import { hmac, hmacKey } from './hmac.ts'

/** DHKEM(P-256, HKDF-SHA256) is KEM 0x0010 (RFC 9180 §7.1). */
const SUITE = concat(utf8('KEM'), toBytes(0x0010, 2))
const VERSION = utf8('HPKE-v1')
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * The private scalar of `DeriveKeyPair(ikm)` for P-256 (RFC 9180 §7.1.3): the same key from the same
 * material in every location, without storing it and without the bias of a reduction.
 */
export async function derivePrivateScalar(ikm: Bytes): Promise<Bytes> {
  const prk = await labeledExtract('dkp_prk', ikm)
  for (let counter = 0; counter < 256; counter += 1) {
    const candidate = await labeledExpand(prk, 'candidate', toBytes(counter, 1))
    const scalar = BigInt(`0x${candidate.toHex()}`)
    if (scalar > 0n && scalar < P256_ORDER) return candidate
  }
  throw new Error('DeriveKeyPairError') // RFC 9180: probability 2^-8192
}

/** RFC 9180 §4, with the empty salt that DeriveKeyPair uses. */
async function labeledExtract(label: string, ikm: Bytes): Promise<Bytes> {
  return hmac(await hmacKey(new Uint8Array(32)), concat(VERSION, SUITE, utf8(label), ikm))
}

/** RFC 9180 §4, for exactly one block of output (32 bytes). */
async function labeledExpand(prk: Bytes, label: string, info: Bytes): Promise<Bytes> {
  const labeled = concat(toBytes(32, 2), VERSION, SUITE, utf8(label), info)
  return hmac(await hmacKey(prk), concat(labeled, toBytes(1, 1)))
}

/** PKCS #8 around a bare P-256 scalar (RFC 5958, RFC 5915); the platform computes the public point. */
const PKCS8_P256 = Uint8Array.fromHex(
  '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
)

export type EcPublicJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string }

/** The scalar as an ECDSA key pair. The public half is also given as a JWK: `kty crv x y` and nothing else. */
export async function importScalar(
  scalar: Bytes,
): Promise<{ privateKey: CryptoKey; publicKey: CryptoKey; publicJwk: EcPublicJwk }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const pkcs8 = concat(PKCS8_P256, scalar)
  const exportable = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign'])
  const { x, y } = (await crypto.subtle.exportKey('jwk', exportable)) as JsonWebKey
  const publicJwk: EcPublicJwk = { kty: 'EC', crv: 'P-256', x: x as string, y: y as string }
  return {
    privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', publicJwk, algorithm, true, ['verify']),
    publicJwk,
  }
}
