import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { openSigningKeys } from '../../src/core/tokens/signing-keys.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { SECRET } from './worker.ts'

/** The service's own signing keys, derived from the secret of the tests: what an attacker does not have. */
export async function serviceKeys(secret = SECRET) {
  return openSigningKeys((await openKeyring(secret, [])).signingSecrets)
}

/** A token with any claims and header, signed by the service's real key unless another is given. */
export async function sign(
  claims: JWTPayload,
  { header = {}, key }: { header?: Record<string, unknown>; key?: CryptoKey | Uint8Array } = {},
): Promise<string> {
  const { kid, privateKey } = await (await serviceKeys()).signer(Date.now())
  const protectedHeader = { alg: 'ES256', typ: 'at+jwt', kid, ...header } as JWTHeaderParameters
  return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(key ?? privateKey)
}
