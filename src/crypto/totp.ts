import { base32, RFC_4648 } from './base32.ts'
import { type Bytes, equal, toBytes, utf8 } from './bytes.ts'
import { hmac } from './hmac.ts'
import { randomBytes } from './random.ts'

/** RFC 6238 with the values that every authenticator app knows. */
const SECONDS = 30
const DIGITS = 6
/** RFC 4226 §4 R6 recommends 160 bits. */
const SECRET_BYTES = 20
/** RFC 6238 §5.2 recommends one step at most: the code before, for who types slowly, and the one after. */
const TOLERANCE = [1, 0, -1]

export const newTotpSecret = (): Bytes => randomBytes(SECRET_BYTES)

/**
 * The time step that a code belongs to, or undefined. The caller stores it as `lastStep`: steps up to that one
 * match no more, so no code is used twice (RFC 6238 §5.2). Where a code stands for two steps, the later one is
 * answered, because the code would match again otherwise.
 *
 * @param lastStep 0 before the first code
 */
export async function matchTotp(
  secret: Bytes,
  code: string,
  { now, lastStep }: { now: number; lastStep: number },
): Promise<number | undefined> {
  // Apps show the digits in two groups.
  const given = utf8(code.replaceAll(' ', ''))
  const current = Math.floor(now / 1000 / SECONDS)
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign'])
  const steps = await Promise.all(
    TOLERANCE.map(async (offset) => {
      const step = current + offset
      return { step, matches: equal(utf8(await codeAt(key, step)), given) }
    }),
  )
  return steps.find(({ step, matches }) => matches && step > lastStep)?.step
}

/** RFC 4226 §5.3: four bytes, where the last half byte says, without the sign bit. */
async function codeAt(key: CryptoKey, step: number): Promise<string> {
  const mac = await hmac(key, toBytes(step, 8))
  const view = new DataView(mac.buffer)
  const number = view.getUint32(view.getUint8(mac.length - 1) & 0x0f) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The secret as people type it. */
export const totpSecretText = (secret: Bytes): string => base32(secret, RFC_4648)

/**
 * What authenticator apps read from a QR code (the Key URI format). The name of the app stands twice: some apps
 * show the one before the address, others the parameter. It may not have a colon, which ends it.
 */
export function totpUri(secret: Bytes, { issuer, account }: { issuer: string; account: string }): string {
  const name = encodeURIComponent(issuer.replaceAll(/\s*:\s*/g, ' - '))
  const parameters = `secret=${totpSecretText(secret)}&issuer=${name}&algorithm=SHA1&digits=${DIGITS}&period=${SECONDS}`
  return `otpauth://totp/${name}:${encodeURIComponent(account)}?${parameters}`
}
