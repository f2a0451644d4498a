import { base64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'

/**
 * What a form with just this content is recognized by, when it is sent twice. It lies in a cookie, and the form may
 * hold a password or a code: with the key of the service nobody can find them by trying.
 */
export const printOfForm = async (
  { formMacs: [current] }: Pick<Keyring, 'formMacs'>,
  { page, fields }: { page: string; fields: Readonly<Record<string, string>> },
): Promise<string> => {
  const sorted = Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return base64url(await hmac(current, utf8(`fm1|print|${JSON.stringify([page, sorted])}`)))
}
