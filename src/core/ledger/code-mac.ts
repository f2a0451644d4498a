import { base64url, equal, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Purpose } from '../../store/tables/challenges.ts'

/** `index` tells the two codes of a change of address apart. */
type Code = { purpose: Purpose; challenge: string; index: number; code: string }

/** What is kept of a code. Purpose and challenge are part of it: a code is worth nothing anywhere else. */
export const codeMac = ({ codeMacs: [current] }: Keyring, code: Code): Promise<string> =>
  macWith(current, code)

/** Whether this is the code behind a MAC, under the present secret or one before it. */
export async function isCode({ codeMacs }: Keyring, code: Code, mac: string): Promise<boolean> {
  const macs = await Promise.all(codeMacs.map((key) => macWith(key, code)))
  return macs.some((candidate) => equal(utf8(candidate), utf8(mac)))
}

const macWith = async (key: CryptoKey, { purpose, challenge, index, code }: Code) =>
  base64url(await hmac(key, utf8(`code1|${purpose}|${challenge}|${index}|${code}`)))
