import { base64url, type Bytes, utf8 } from './bytes.ts'
import { hkdf } from './hkdf.ts'
import { hmacKey } from './hmac.ts'
import type { Pepper } from './password-hash.ts'

/** Everything derived from the secrets. In each list the current one comes first; the others only verify. */
export type Keyring = {
  peppers: [Pepper, ...Pepper[]]
  /** MAC keys of refresh tokens. */
  refreshMacs: [CryptoKey, ...CryptoKey[]]
  /**
   * MAC keys that turn addresses into names for counters and the ledger, which store no addresses. A name
   * proves nothing, so the names of a secret that leaked are still looked up: no rotation forgets a count.
   */
  subjectMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of the tokens that known devices keep. */
  deviceMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of mailed codes. A code has about twenty bits, so a hash without a key would give it away. */
  codeMacs: [CryptoKey, ...CryptoKey[]]
  /** Encrypt the step cookies (A256GCM). */
  stepKeys: [Bytes, ...Bytes[]]
  /** Secrets that signing keys are derived from, period by period. */
  signingSecrets: [Bytes, ...Bytes[]]
}

type Secret = { secret: string; passwordsOnly: boolean }

/**
 * Derives independent keys from each secret: HKDF with a fixed `info` per use. A secret that leaked
 * (`passwordsOnly`) still checks passwords. Nothing else that was made with it is accepted. What the `next`
 * secret has made comes from a location that has switched already, while this one has not: it is accepted.
 */
export async function openKeyring(
  current: string,
  previous: readonly Secret[],
  next?: string,
): Promise<Keyring> {
  const toCome = next === undefined ? [] : [next]
  const all = [current, ...previous.map(({ secret }) => secret), ...toCome]
  const unleaked = previous.filter(({ passwordsOnly }) => !passwordsOnly).map(({ secret }) => secret)
  const trusted = [...unleaked, ...toCome]
  const derive = (secret: string, use: string) => hkdf(utf8(secret), `postern/v1/${use}`)
  const mac = async (secret: string, use: string) => hmacKey(await derive(secret, use))
  const pepper = async (secret: string): Promise<Pepper> => ({
    id: base64url(await hkdf(utf8(secret), 'postern/v1/password-pepper/id', { length: 6 })),
    key: await mac(secret, 'password-pepper'),
  })
  const [peppers, refreshMacs, signingSecrets, stepKeys, codeMacs, subjectMacs, deviceMacs] =
    await Promise.all([
      Promise.all(all.map(pepper)),
      Promise.all([current, ...trusted].map((secret) => mac(secret, 'refresh-token'))),
      Promise.all([current, ...trusted].map((secret) => derive(secret, 'jwt-signing'))),
      Promise.all([current, ...trusted].map((secret) => derive(secret, 'step-cookie'))),
      Promise.all([current, ...trusted].map((secret) => mac(secret, 'code'))),
      Promise.all(all.map((secret) => mac(secret, 'subject'))),
      Promise.all([current, ...trusted].map((secret) => mac(secret, 'known-device'))),
    ])
  return {
    peppers: peppers as [Pepper, ...Pepper[]],
    refreshMacs: refreshMacs as [CryptoKey, ...CryptoKey[]],
    signingSecrets: signingSecrets as [Bytes, ...Bytes[]],
    stepKeys: stepKeys as [Bytes, ...Bytes[]],
    subjectMacs: subjectMacs as [CryptoKey, ...CryptoKey[]],
    deviceMacs: deviceMacs as [CryptoKey, ...CryptoKey[]],
    codeMacs: codeMacs as [CryptoKey, ...CryptoKey[]],
  }
}
