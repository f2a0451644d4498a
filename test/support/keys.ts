import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { openSigningKeys } from '../../src/core/tokens/signing-keys.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { SECRET } from './worker.ts'
import { vi } from 'vitest'

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

type Answer = () => Response | Promise<Response>

/**
 * The address of a key set, as apps see it from far away: answers with the service's real keys until told
 * otherwise, and counts how often it was asked. Each has its own address, so that nobody has its keys yet.
 */
export async function keyServer() {
  const real = await (await serviceKeys()).jwks(Date.now())
  const url = `https://${crypto.randomUUID()}.example.com/jwks.json`
  const server = { url, asked: 0, answer: (() => Response.json(real)) as Answer, real }
  const others = vi.mocked(fetch).getMockImplementation()
  vi.mocked(fetch).mockImplementation(async (input, init) => {
    if (input !== url) return (others as typeof fetch)(input, init)
    server.asked += 1
    return server.answer()
  })
  return server
}

export const isDown: Answer = () => Promise.reject(new Error('Network connection lost.'))
