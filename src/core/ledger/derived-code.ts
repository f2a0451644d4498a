import { utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'

/**
 * A mailed code for somebody who is signed in. It is derived from the challenge's name in the
 * ledger under a secret key, so nothing of it is stored, and one trip to D1 finds what it is compared with.
 * The number of 64 bits is so much larger than 10⁸ that every code is as likely as any other.
 */
export const derivedCode = (
  { codeMacs: [current] }: Keyring,
  challengeId: string,
  digits: number,
): Promise<string> => codeUnder(current, challengeId, digits)

/** Whether this is that code, under the present secret or one before it. */
export async function isDerivedCode(
  { codeMacs }: Keyring,
  { challengeId, code, digits }: { challengeId: string; code: string; digits: number },
): Promise<boolean> {
  const codes = await Promise.all(codeMacs.map((key) => codeUnder(key, challengeId, digits)))
  return codes.includes(code)
}

async function codeUnder(key: CryptoKey, challengeId: string, digits: number): Promise<string> {
  const mac = await hmac(key, utf8(`derived1|${challengeId}`))
  const number = new DataView(mac.buffer).getBigUint64(0) % 10n ** BigInt(digits)
  return String(number).padStart(digits, '0')
}
