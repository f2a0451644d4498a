import { base64url, fromBase64url } from '../../src/crypto/bytes.ts'
import { authenticator } from '../support/authenticator.ts'
import { ISSUER } from './credentials.ts'
import { idOf, sqlId, sqlTime } from './ids.ts'
import { insert } from './seed.ts'

/** The n-th user's credential id and handle: an id without its dashes is base64url. */
const nameOf = (n: number) => idOf(n).replaceAll('-', '')

/**
 * Gives each of the users 0 … count-1 a passkey. All are on one authenticator of ES256, which counts on with each use.
 * Returns what its browser answers to the options of a sign-in.
 */
export async function seedPasskeys(d1: D1Database, count: number) {
  const device = await authenticator(-7, { origin: ISSUER })
  const [id, at] = [sqlId('n'), sqlTime('n')]
  const [name, key] = [`replace(${id}, '-', '')`, base64url(device.publicKey)]
  await insert(d1, { from: 0, count }, [
    `insert into passkeys (id, user_id, credential_id, public_key, algorithm, sign_count, backup_eligible, backed_up, transports, aaguid, rp_id, name, created_at)
     select ${id}, ${id}, ${name}, '${key}', ${device.algorithm}, 0, 0, 0, '["internal"]', '${crypto.randomUUID()}', '${new URL(ISSUER).hostname}', 'A phone', ${at} from numbers`,
    `update users set webauthn_handle = replace(id, '-', '') where id in (select ${id} from numbers)`,
  ])
  return async (n: number, options: { challenge: string }) => {
    const user = { id: nameOf(n) }
    await device.create({ challenge: '', user }, { credentialId: fromBase64url(user.id) ?? new Uint8Array() })
    return device.get({ ...options, rpId: new URL(ISSUER).hostname })
  }
}
