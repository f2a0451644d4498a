/** Registering waits no longer for the list. The caller then takes the password unchecked. */
const TIMEOUT_MS = 1_000

const RANGE = 'https://api.pwnedpasswords.com/range/'

/** The rest of a hash, and how often a password with it was seen. Padding means that no answer is empty. */
const ENTRY = /^[0-9A-F]{35}:\d+$/

/**
 * Whether a password is in the list of breached ones at haveibeenpwned.com. Five hexadecimal characters
 * of its SHA-1 leave, the same as those of about a thousand others (k-anonymity), and the answer is
 * padded, so that its length tells nothing either.
 *
 * @throws Error when the list does not answer in time or not as a list
 */
export async function isBreached(password: string): Promise<boolean> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(password.normalize('NFC')))
  const hash = new Uint8Array(digest).toHex().toUpperCase()
  const answer = await fetch(RANGE + hash.slice(0, 5), {
    headers: { 'Add-Padding': 'true' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  const entries = (await answer.text()).trimEnd().split(/\r?\n/)
  if (!entries.every((entry) => ENTRY.test(entry))) throw new Error('not a list')
  const line = entries.find((entry) => entry.startsWith(hash.slice(5)))
  // Padding has the form of an entry with the count 0.
  return line !== undefined && Number(line.split(':')[1]) > 0
}
