import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { base64url } from '../../src/crypto/bytes.ts'
import { ISSUER, sealedTotp } from './credentials.ts'
import { idOf, sqlId, sqlTime } from './ids.ts'
import { deviceAt, sqlCredentialId } from './passkeys.ts'
import { insert } from './seed.ts'

/** Gives each of the users 0 … count-1 a passkey. Returns the device that has them. */
export async function seedPasskeys(d1: D1Database, count: number) {
  const device = await deviceAt(ISSUER)
  const [id, name, at] = [sqlId('n'), sqlCredentialId('n'), sqlTime('n')]
  const key = base64url(device.publicKey)
  await insert(d1, { from: 0, count }, [
    `insert into passkeys (id, user_id, credential_id, public_key, algorithm, sign_count, backup_eligible, backed_up, transports, aaguid, rp_id, name, created_at)
     select ${id}, ${id}, ${name}, '${key}', ${device.algorithm}, 0, 0, 0, '["internal"]', '${crypto.randomUUID()}', '${device.rpId}', 'A phone', ${at} from numbers`,
    `update users set webauthn_handle = replace(id, '-', '') where id in (select ${id} from numbers)`,
  ])
  return device
}

/**
 * Turns the second step of the users from … from+count-1 on, by an authenticator app. All have the same secret, sealed
 * for each. Returns what their apps show now.
 */
export async function seedApps(d1: D1Database, { from, count }: { from: number; count: number }) {
  const secret = randomBytes(20)
  const app = new TOTP({ secret: Secret.fromHex(secret.toString('hex')) })
  const add = d1.prepare(
    `insert into totp (id, user_id, secret, last_step, created_at, confirmed_at) values (?1, ?1, ?2, 0, ?3, ?3)`,
  )
  const began = Date.now() - 3_600_000
  const rows = Array.from({ length: count }, async (_, index) => {
    const id = idOf(from + index)
    return add.bind(id, await sealedTotp(secret, id), began)
  })
  await d1.batch(await Promise.all(rows))
  await insert(d1, { from, count }, [
    `update users set second_step_at = ${began} where id in (select ${sqlId('n')} from numbers)`,
  ])
  return () => app.generate()
}
