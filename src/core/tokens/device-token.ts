import { base64url, equal, fromBase64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { Failure } from '../failure.ts'
import { RETRY_AFTER } from '../outage.ts'

/**
 * What a device keeps of a sign-in. It is no credential: it says that this device has signed in to this
 * account before, so that failures there are counted apart from those of strangers.
 */
export type DeviceToken = {
  userId: string
  /** The user's device epoch: when that goes up, every earlier token is worth nothing. */
  epoch: number
  /**
   * A random name, another one for each account: it does not show that two accounts share a browser. With a `2` in
   * front of it, a second step was passed there.
   */
  device: string
  /** Seconds since the epoch. */
  issuedAt: number
}

/** Days that a device is known without a sign-in. */
const LIFE_S = 400 * 86_400
/** Accounts of one browser that are remembered; a sign-in to one more forgets the oldest. */
export const MAX_ACCOUNTS = 5
/** Tokens of one request that are looked at: those of a cookie and as many of a header. */
const MAX_TOKENS = 2 * MAX_ACCOUNTS

const UUID = /^[0-9a-f-]{36}$/
const NUMBER = /^(0|[1-9]\d{0,14})$/
const DEVICE = /^2?[\w-]{43}$/

/**
 * `<user>.<device epoch>.<device>.<issued>.<base64url(HMAC)>`.
 *
 * @throws Failure unavailable when the row of the user has no id or no epoch that can be read again
 */
export async function writeDeviceToken(
  { deviceMacs: [current] }: Keyring,
  token: DeviceToken,
): Promise<string> {
  if (!UUID.test(token.userId) || !NUMBER.test(String(token.epoch)))
    throw new Failure('unavailable', { reason: 'row_unreadable', retryAfter: RETRY_AFTER })
  return `${contentOf(token)}.${base64url(await mac(current, token))}`
}

/** A token as it came, and what it says. */
export type PresentedDevice = DeviceToken & { text: string }

/**
 * The tokens whose MAC is right and that are neither too old nor from before `notBefore` (seconds). The
 * others are ignored: whoever sends one is a stranger. Whether the epoch is the present one only D1 knows.
 */
export async function readDeviceTokens(
  keyring: Keyring,
  texts: readonly string[],
  { now, notBefore }: { now: number; notBefore: number },
): Promise<PresentedDevice[]> {
  const read = await Promise.all(texts.slice(0, MAX_TOKENS).map((text) => readDeviceToken(keyring, text)))
  const isAlive = ({ issuedAt }: DeviceToken) =>
    issuedAt >= notBefore && Math.floor(now / 1_000) - issuedAt < LIFE_S
  return read.filter((token) => token !== undefined).filter(isAlive)
}

async function readDeviceToken({ deviceMacs }: Keyring, text: string): Promise<PresentedDevice | undefined> {
  const [userId = '', epoch = '', device = '', issuedAt = '', macText = '', ...more] = text.split('.')
  if (more.length > 0 || !UUID.test(userId) || !NUMBER.test(epoch)) return undefined
  if (!DEVICE.test(device) || !NUMBER.test(issuedAt)) return undefined
  const presented = fromBase64url(macText)
  if (!presented) return undefined
  const token = { userId, epoch: Number(epoch), device, issuedAt: Number(issuedAt) }
  for (const key of deviceMacs) {
    if (equal(await mac(key, token), presented)) return { ...token, text }
  }
  return undefined
}

const contentOf = ({ userId, epoch, device, issuedAt }: DeviceToken) =>
  `${userId}.${epoch}.${device}.${issuedAt}`

const mac = (key: CryptoKey, token: DeviceToken) => hmac(key, utf8(`dev1|${contentOf(token)}`))
