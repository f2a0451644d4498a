import { base32, CROCKFORD } from '../../crypto/base32.ts'
import { base64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { randomBytes } from '../../crypto/random.ts'

const CODES = 10
/** 80 bits: sixteen characters, none of them left over. */
const CODE_BYTES = 10

/** Ten codes as people see them, this once: `XXXX-XXXX-XXXX-XXXX`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () =>
    base32(randomBytes(CODE_BYTES), CROCKFORD).replaceAll(/.{4}(?=.)/g, '$&-'),
  )

/**
 * The MACs under which a code may be stored: the present one, then those of earlier secrets. A secret that leaked
 * still counts, or nobody could use a code from before. Undefined when the text is no code.
 */
export async function recoveryCodeMacs(
  { recoveryMacs: [current, ...earlier] }: Pick<Keyring, 'recoveryMacs'>,
  { userId, code }: { userId: string; code: string },
): Promise<[string, ...string[]] | undefined> {
  const characters = charactersOf(code)
  if (characters === undefined) return undefined
  // The user is part of it: the code of one account is worth nothing at another.
  const message = utf8(`recovery1|${userId}|${characters}`)
  const mac = async (key: CryptoKey) => base64url(await hmac(key, message))
  return [await mac(current), ...(await Promise.all(earlier.map(mac)))]
}

/** Sixteen characters, however they were typed: small letters, other groups, O for 0, I or L for 1. */
function charactersOf(typed: string): string | undefined {
  const characters = typed
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll(/[oO]/g, '0')
    .replaceAll(/[iIlL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{16}$/.test(characters) ? characters.toUpperCase() : undefined
}
