import { NO_PASSWORD, isOfOurs } from '../../crypto/password-hash.ts'
import { parseImported, readImported } from '../../crypto/imported/form.ts'
import { excessOf } from '../../crypto/imported/limits.ts'
import { translated } from './translations.ts'

const WAY_OUT = 'With null instead, the user sets a new password by mail'

/**
 * The string to store for an exported hash, or why sign-in could not check it. Nothing, an empty text and
 * what begins with an exclamation mark (Django) mean that there is no password.
 */
export function storable(exported: string | null | undefined): { string: string } | { refusal: string } {
  if (!exported || exported.startsWith('!')) return { string: NO_PASSWORD }
  const string = translated(exported)
  if (isOfOurs(string) || readImported(string)) return { string }
  const parsed = parseImported(string)
  const excess = parsed && excessOf(parsed)
  if (!excess) return { refusal: `unknown format. ${WAY_OUT}` }
  const { name, value, max, unit } = excess
  return { refusal: `too costly: ${name}=${value}${unit} is over the limit of ${max}${unit}. ${WAY_OUT}` }
}
