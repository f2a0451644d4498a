import { base64url, type Bytes, concat } from '../bytes.ts'
import { type CborMap, isBytes, isMap, readCbor } from './cbor.ts'

/** Ed25519, ES256, RS256 by their COSE numbers, in the order of preference (RFC 9053, RFC 8812). */
export const ALGORITHMS = [-8, -7, -257] as const

export type Algorithm = (typeof ALGORITHMS)[number]

export type CoseKey = { algorithm: Algorithm; key: CryptoKey }

/** An RSA key of 4096 bits has about 540 bytes. */
const MAX_BYTES = 1_024
const RSA_BITS = { min: 2_048, max: 4_096 }

const LABEL = { kty: 1, alg: 3, first: -1, second: -2, third: -3 }

/**
 * The key of a credential (RFC 9052 §7), ready to verify with; or which of the two is wrong: an algorithm
 * that is not offered, or a key that is none of its algorithm.
 */
export async function readCoseKey(bytes: Bytes): Promise<CoseKey | 'algorithm' | 'key'> {
  const map = bytes.length > MAX_BYTES ? undefined : readCbor(bytes)
  if (!isMap(map)) return 'key'
  const algorithm = ALGORITHMS.find((each) => each === map.get(LABEL.alg))
  if (algorithm === undefined) return 'algorithm'
  try {
    const key = await IMPORTS[algorithm](map)
    return key ? { algorithm, key } : 'key'
  } catch {
    // The platform refuses a point that is not on the curve, an even modulus and the like.
    return 'key'
  }
}

const IMPORTS: Record<Algorithm, (map: CborMap) => Promise<CryptoKey> | undefined> = {
  /** Octet key pair of the curve Ed25519. */
  [-8]: (map) => {
    const x = map.get(LABEL.second)
    if (map.get(LABEL.kty) !== 1 || map.get(LABEL.first) !== 6 || !isBytes(x)) return undefined
    return crypto.subtle.importKey('raw', x, 'Ed25519', false, ['verify'])
  },
  /** Elliptic curve P-256, with both coordinates. */
  [-7]: (map) => {
    const [x, y] = [map.get(LABEL.second), map.get(LABEL.third)]
    if (map.get(LABEL.kty) !== 2 || map.get(LABEL.first) !== 1) return undefined
    if (!isBytes(x) || !isBytes(y) || x.length !== 32 || y.length !== 32) return undefined
    const point = concat(Uint8Array.of(0x04), x, y)
    return crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  },
  [-257]: (map) => {
    const [n, e] = [map.get(LABEL.first), map.get(LABEL.second)]
    if (map.get(LABEL.kty) !== 3 || !isBytes(n) || !isBytes(e)) return undefined
    const bits = n.length * 8
    if (bits < RSA_BITS.min || bits > RSA_BITS.max || n[0] === 0) return undefined
    const jwk = { kty: 'RSA', n: base64url(n), e: base64url(e) }
    return crypto.subtle.importKey('jwk', jwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, [
      'verify',
    ])
  },
}
