import type { Bytes } from './bytes.ts'

/** RS256 (RFC 7518 §3.3), with a key as long as that asks for. */
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const MODULUS_BITS = 2_048
/** 65537, of which every library can make use. */
const PUBLIC_EXPONENT = new Uint8Array([1, 0, 1])

export type RsaPublicJwk = { kty: 'RSA'; n: string; e: string }

/** A new key, which no secret can be made to yield again. It takes 0.1 s of CPU, and now and then 0.5 s. */
export async function makeRsaKey(): Promise<{ publicJwk: RsaPublicJwk; pkcs8: Bytes }> {
  const algorithm = { ...ALGORITHM, modulusLength: MODULUS_BITS, publicExponent: PUBLIC_EXPONENT }
  const pair = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const { n, e } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey
  const pkcs8 = new Uint8Array((await crypto.subtle.exportKey('pkcs8', pair.privateKey)) as ArrayBuffer)
  return { publicJwk: { kty: 'RSA', n: n as string, e: e as string }, pkcs8 }
}

/** Both halves, to sign and to verify with. The private one never leaves the platform again. */
export async function importRsaKey(
  publicJwk: RsaPublicJwk,
  pkcs8: Bytes,
): Promise<{ privateKey: CryptoKey; publicKey: CryptoKey }> {
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
    crypto.subtle.importKey('jwk', publicJwk, ALGORITHM, true, ['verify']),
  ])
  return { privateKey, publicKey }
}
