import { base64url, type Bytes, utf8 } from './bytes.ts'
import { hkdf } from './hkdf.ts'
import { hmacKey } from './hmac.ts'
import type { Pepper } from './password-hash.ts'
import { type SealKey, sealKey } from './seal.ts'

/** Everything derived from the secrets. In each list the current one comes first; the others only verify. */
export type Keyring = {
  peppers: [Pepper, ...Pepper[]]
  /** MAC keys of refresh tokens. */
  refreshMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of the sessions that the cookies of pages hold. */
  pageMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of the forms in pages. */
  formMacs: [CryptoKey, ...CryptoKey[]]
  /**
   * MAC keys that turn addresses into names for counters and the ledger, which store no addresses. A name
   * proves nothing, so the names of a secret that leaked are still looked up: no rotation forgets a count.
   */
  subjectMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of the tokens that known devices keep. */
  deviceMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of mailed codes. A code has about twenty bits, so a hash without a key would give it away. */
  codeMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of the challenges that passkeys sign. */
  passkeyMacs: [CryptoKey, ...CryptoKey[]]
  /** MAC keys of the secrets of apps. */
  appMacs: [CryptoKey, ...CryptoKey[]]
  /** Encrypt the step cookies (A256GCM). */
  stepKeys: [Bytes, ...Bytes[]]
  /** Keys of what is sealed in the database. Those of a secret that leaked still open. */
  sealKeys: [SealKey, ...SealKey[]]
  /** The same without those of a secret that leaked: what nobody else can have opened. */
  trustedSealKeys: [SealKey, ...SealKey[]]
  /** MAC keys of recovery codes. Those of a secret that leaked still count, or its codes would be lost. */
  recoveryMacs: [CryptoKey, ...CryptoKey[]]
  /** Secrets that signing keys are derived from, period by period. */
  signingSecrets: [Bytes, ...Bytes[]]
}

type Secret = { secret: string; passwordsOnly: boolean }

/**
 * Derives independent keys from each secret: HKDF with a fixed `info` per use. A secret that leaked
 * (`passwordsOnly`) still checks passwords, opens seals and finds recovery codes: people could not replace those
 * without being let in. No token, cookie or mailed code that was made with it is accepted. What the `next` secret
 * has made comes from a location that has switched already, while this one has not: it is accepted.
 */
export async function openKeyring(
  current: string,
  previous: readonly Secret[],
  next?: string,
): Promise<Keyring> {
  const toCome = next === undefined ? [] : [next]
  const unleaked = previous.filter(({ passwordsOnly }) => !passwordsOnly)
  const all: Secrets = [current, ...previous.map(({ secret }) => secret), ...toCome]
  const trusted: Secrets = [current, ...unleaked.map(({ secret }) => secret), ...toCome]
  const derive =
    (use: string, length = 32) =>
    (secret: string) =>
      hkdf(utf8(secret), `postern/v1/${use}`, { length })
  const mac = (use: string) => async (secret: string) => hmacKey(await derive(use)(secret))
  const id = async (use: string, secret: string) => base64url(await derive(`${use}/id`, 6)(secret))
  const pepper = async (secret: string): Promise<Pepper> => ({
    id: await id('password-pepper', secret),
    key: await mac('password-pepper')(secret),
  })
  const forSeals = async (secret: string): Promise<SealKey> => ({
    id: await id('seal', secret),
    key: await sealKey(await derive('seal')(secret)),
  })
  const [peppers, refreshMacs, signingSecrets, stepKeys, codeMacs, subjectMacs, deviceMacs] =
    await Promise.all([
      each(all, pepper),
      each(trusted, mac('refresh-token')),
      each(trusted, derive('jwt-signing')),
      each(trusted, derive('step-cookie')),
      each(trusted, mac('code')),
      each(all, mac('subject')),
      each(trusted, mac('known-device')),
    ])
  const [sealKeys, trustedSealKeys, recoveryMacs, passkeyMacs, pageMacs, formMacs, appMacs] =
    await Promise.all([
      each(all, forSeals),
      each(trusted, forSeals),
      each(all, mac('recovery-code')),
      each(trusted, mac('passkey-challenge')),
      each(trusted, mac('page-session')),
      each(trusted, mac('page-form')),
      each(trusted, mac('app-secret')),
    ])
  return {
    peppers,
    refreshMacs,
    pageMacs,
    formMacs,
    signingSecrets,
    stepKeys,
    codeMacs,
    subjectMacs,
    deviceMacs,
    passkeyMacs,
    appMacs,
    sealKeys,
    trustedSealKeys,
    recoveryMacs,
  }
}

type Secrets = [string, ...string[]]

const each = async <Key>([first, ...rest]: Secrets, make: (secret: string) => Promise<Key>) =>
  Promise.all([make(first), ...rest.map(make)])
