import { EncryptJWT, errors, jwtDecrypt } from 'jose'
import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Purpose } from '../../store/tables/challenges.ts'

/**
 * What a step cookie holds, encrypted: the secret of the challenge that the first step has issued, and its
 * purpose. The cookie is useless without the payload in KV, and the payload without the cookie. Its length
 * does not depend on whether an account exists.
 */
export type Step = {
  purpose: Purpose
  /** The random name of the challenge; its hash is the id in KV and in the ledger. */
  challenge: string
  /** MACs of the codes. */
  macs: string[]
  /** The proven address, where the step before proved one. */
  email?: string
}

const Payload = z.object({
  purpose: z.string(),
  challenge: z.string(),
  macs: z.array(z.string()),
  email: z.optional(z.string()),
})

/** JWE, `dir` and A256GCM (RFC 7516). */
export function sealStep(
  { stepKeys: [key] }: Keyring,
  step: Step,
  { now, seconds }: { now: number; seconds: number },
): Promise<string> {
  return new EncryptJWT(step)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(Math.floor(now / 1000) + seconds)
    .encrypt(key)
}

/** The step, or undefined when the cookie is not ours, was altered, is old, or belongs to another purpose. */
export async function openStep(
  { stepKeys }: Keyring,
  token: string,
  { now, purpose }: { now: number; purpose: Purpose },
): Promise<Step | undefined> {
  for (const key of stepKeys) {
    const payload = await decrypt(token, key, now)
    const step = Payload.safeParse(payload)
    if (step.success) return step.data.purpose === purpose ? (step.data as Step) : undefined
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
