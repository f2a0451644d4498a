import { base64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'

/** The name an address goes by in counters and in the ledger: alike for known and unknown ones, and no address. */
export async function addressSubject({ subjectMac }: Keyring, email: string): Promise<string> {
  return `address:${base64url(await hmac(subjectMac, utf8(email)))}`
}
