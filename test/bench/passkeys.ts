import { fromBase64url } from '../../src/crypto/bytes.ts'
import { authenticator } from '../support/authenticator.ts'
import { idOf, sqlId } from './ids.ts'

/** The n-th user's credential id and handle: an id without its dashes is base64url. */
const nameOf = (n: number) => idOf(n).replaceAll('-', '')

/** The same in SQL. `n` is an SQL expression. */
export const sqlCredentialId = (n: string) => `replace(${sqlId(n)}, '-', '')`

/** One authenticator with the passkeys of all users, of ES256. It counts on with each use. */
export async function deviceAt(origin: string) {
  const rpId = new URL(origin).hostname
  const device = await authenticator(-7, { origin })
  let turn: Promise<unknown> = Promise.resolve()

  async function answer(n: number, challenge: string) {
    const id = nameOf(n)
    await device.create(
      { challenge: '', user: { id } },
      { credentialId: fromBase64url(id) ?? new Uint8Array() },
    )
    return device.get({ challenge, rpId })
  }

  return {
    rpId,
    /** COSE_Key */
    publicKey: device.publicKey,
    algorithm: device.algorithm,
    /** What a browser sends for the n-th user. The authenticator makes one at a time. */
    answer(n: number, challenge: string): Promise<object> {
      const made = turn.then(() => answer(n, challenge))
      turn = made
      return made
    },
  }
}
