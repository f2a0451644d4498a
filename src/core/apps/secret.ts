import { base64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { randomToken } from '../../crypto/random.ts'

/** A secret of an app: 256 random bits. Who finds one in a file sees what it is by the way it begins. */
export const newSecret = (): string => `pst_${randomToken()}`

/**
 * The MACs under which the secret of an app may be stored: under the present secret of the service, which is the one
 * to store, then under the others that count. After a leak that one does not: such apps need a new secret.
 */
export async function secretMacs(
  { appMacs: [current, ...others] }: Pick<Keyring, 'appMacs'>,
  { appId, secret }: { appId: string; secret: string },
): Promise<[string, ...string[]]> {
  // The app is part of it: a row that is copied to another app lets nobody in.
  const message = utf8(`app1|${appId}|${secret}`)
  const mac = async (key: CryptoKey) => base64url(await hmac(key, message))
  return [await mac(current), ...(await Promise.all(others.map(mac)))]
}
