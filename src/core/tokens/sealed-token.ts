import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from 'jose'
import type * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'

/**
 * A token that only we can read: JWE, `dir` and A256GCM (RFC 7516).
 *
 * @param options.now milliseconds
 */
export function sealToken(
  { stepKeys: [key] }: Pick<Keyring, 'stepKeys'>,
  content: JWTPayload,
  { now, seconds }: { now: number; seconds: number },
): Promise<string> {
  return new EncryptJWT(content)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(Math.floor(now / 1000) + seconds)
    .encrypt(key)
}

/** The content, or undefined when the token is not ours, was altered, is old, or is of another kind. */
export async function openToken<Schema extends z.ZodMiniType>(
  { stepKeys }: Pick<Keyring, 'stepKeys'>,
  token: string,
  { now, schema }: { now: number; schema: Schema },
): Promise<z.output<Schema> | undefined> {
  for (const key of stepKeys) {
    const content = schema.safeParse(await decrypt(token, key, now))
    if (content.success) return content.data
  }
  return undefined
}

async function decrypt(token: string, key: Uint8Array, now: number): Promise<unknown> {
  try {
    const { payload } = await jwtDecrypt(token, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}
