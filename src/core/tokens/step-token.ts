import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import { openToken, sealToken } from './sealed-token.ts'

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
  /** Milliseconds: until when the codes are good, where the step lives longer. */
  codeUntil?: number
}

const Payload = z.object({
  purpose: z.string(),
  challenge: z.string(),
  macs: z.array(z.string()),
  email: z.optional(z.string()),
  codeUntil: z.optional(z.number()),
})

/** @param options.now milliseconds */
export const sealStep = (
  keyring: Keyring,
  step: Step,
  options: { now: number; seconds: number },
): Promise<string> => sealToken(keyring, step, options)

/** The step, or undefined when the cookie is not ours, was altered, is old, or belongs to another purpose. */
export async function openStep(
  keyring: Keyring,
  token: string,
  { now, purpose }: { now: number; purpose: Purpose },
): Promise<Step | undefined> {
  const step = await openToken(keyring, token, { now, schema: Payload })
  return step?.purpose === purpose ? (step as Step) : undefined
}
