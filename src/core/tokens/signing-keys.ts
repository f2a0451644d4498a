import { calculateJwkThumbprint } from 'jose'
import { derivePrivateScalar, importScalar } from '../../crypto/derive-key-pair.ts'
import { hkdf } from '../../crypto/hkdf.ts'
import type { Bytes } from '../../crypto/bytes.ts'

export const SIGNING_PERIOD_MS = 90 * 86_400_000

type PublicJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string; kid: string; alg: 'ES256'; use: 'sig' }
type SigningKey = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey; publicJwk: PublicJwk }

export type SigningKeys = ReturnType<typeof openSigningKeys>

/**
 * ES256 keys, derived from the secrets: one key per secret for each period of 90 days since the epoch. So
 * keys rotate by themselves, every location has the same ones without a read, and none is in the database.
 * The first secret signs; keys of the others only verify. Derived keys stay in the isolate's memory.
 */
export function openSigningKeys(secrets: [Bytes, ...Bytes[]]) {
  const derived = new Map<string, Promise<SigningKey>>()

  const keyOf = (secret: Bytes, period: number): Promise<SigningKey> => {
    const name = `${secrets.indexOf(secret)}/${period}`
    const key = derived.get(name) ?? deriveKey(secret, period)
    derived.set(name, key)
    return key
  }

  /** The current period first: nearly every token is of it, and the others need not be derived. */
  const published = (now: number) => {
    const period = Math.floor(now / SIGNING_PERIOD_MS)
    return [period, period - 1, period + 1].flatMap((n) => secrets.map((secret) => ({ secret, period: n })))
  }

  return {
    /** The key that signs now. */
    signer: (now: number): Promise<SigningKey> => keyOf(secrets[0], Math.floor(now / SIGNING_PERIOD_MS)),

    /** The published key of this name, or undefined: a token can name keys, never bring one. */
    async find(kid: string, now: number): Promise<CryptoKey | undefined> {
      for (const { secret, period } of published(now)) {
        const key = await keyOf(secret, period)
        if (key.kid === kid) return key.publicKey
      }
      return undefined
    },

    /** The JWK set (RFC 7517): of each secret the previous, the current and the next key, public members only. */
    async jwks(now: number): Promise<{ keys: PublicJwk[] }> {
      const keys = await Promise.all(published(now).map(({ secret, period }) => keyOf(secret, period)))
      return { keys: keys.map(({ publicJwk }) => publicJwk) }
    },
  }
}

async function deriveKey(secret: Bytes, period: number): Promise<SigningKey> {
  const scalar = await derivePrivateScalar(await hkdf(secret, `jwt-signing/${period}`))
  const { privateKey, publicKey, publicJwk } = await importScalar(scalar)
  const kid = await calculateJwkThumbprint(publicJwk) // RFC 7638
  return { kid, privateKey, publicKey, publicJwk: { ...publicJwk, kid, alg: 'ES256', use: 'sig' } }
}
