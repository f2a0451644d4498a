import { base64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'

const OF_ADDRESS = 'address:'

/** The name an address goes by in counters and in the ledger: alike for known and unknown ones, and no address. */
export const addressSubject = ({ subjectMacs: [current] }: Keyring, email: string): Promise<string> =>
  nameUnder(current, email)

/**
 * The present name, and those that the address had under earlier secrets. What is counted of an account
 * outlives a rotation of the secret, so what is counted of an unknown address has to as well.
 */
export async function addressSubjects(
  { subjectMacs: [current, ...earlier] }: Keyring,
  email: string,
): Promise<[string, ...string[]]> {
  const name = (key: CryptoKey) => nameUnder(key, email)
  return [await name(current), ...(await Promise.all(earlier.map(name)))]
}

const nameUnder = async (key: CryptoKey, email: string) =>
  `${OF_ADDRESS}${base64url(await hmac(key, utf8(email)))}`

/** The account that a subject is; of an address without one nothing is recorded but a line in the log. */
export const whose = (subject: string): { userId?: string } =>
  subject.startsWith(OF_ADDRESS) ? {} : { userId: subject }
