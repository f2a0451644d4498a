import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import { PROOF_KINDS } from '../sign-in/proof.ts'
import { openToken, sealToken } from './sealed-token.ts'

const PURPOSE = 'keep_account'

const Content = z.object({
  purpose: z.literal(PURPOSE),
  userId: z.string(),
  /** What was proven: all that the account asks for. */
  proven: z.array(z.enum(PROOF_KINDS)).check(z.minLength(1)),
  /** Of the account at that moment: another deletion ends the token. */
  securityVersion: z.number(),
  /** Milliseconds: when it was proven. The session that comes of it is as old. */
  provenAt: z.number(),
  /** The passkey that was one of the proofs. */
  passkeyId: z.optional(z.string()),
  /** The name of the device, where it was known. */
  device: z.optional(z.string()),
})

/** Somebody has proven who they are, and may bring their account back. It is no session. */
export type Keeper = Omit<z.output<typeof Content>, 'purpose'>

/** @param options.now milliseconds */
export const sealKeeper = (
  keyring: Pick<Keyring, 'stepKeys'>,
  keeper: Keeper,
  options: { now: number; seconds: number },
): Promise<string> => sealToken(keyring, { ...keeper, purpose: PURPOSE }, options)

/** Undefined when the token is not ours, was altered, is old, or is of another kind. */
export const openKeeper = (
  keyring: Pick<Keyring, 'stepKeys'>,
  token: string,
  { now }: { now: number },
): Promise<Keeper | undefined> => openToken(keyring, token, { now, schema: Content })
