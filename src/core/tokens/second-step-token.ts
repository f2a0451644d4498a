import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import { PROOF_KINDS } from '../sign-in/proof.ts'
import { openToken, sealToken } from './sealed-token.ts'

const PURPOSE = 'second_step'

const Content = z.object({
  purpose: z.literal(PURPOSE),
  /** The random name of the challenge, whose hash is in the ledger. */
  challenge: z.string(),
  userId: z.string(),
  /** What was proven before. */
  proven: z.enum(PROOF_KINDS),
  /** Of the account at that moment: a new password or address ends the token. */
  securityVersion: z.number(),
  /** The name of the device, where it was known. */
  device: z.optional(z.string()),
})

/** A sign-in that waits for its second step. It is no session, and nothing else takes it. */
export type WaitingSignIn = Omit<z.output<typeof Content>, 'purpose'>

/** @param options.now milliseconds */
export const sealSecondStep = (
  keyring: Pick<Keyring, 'stepKeys'>,
  waiting: WaitingSignIn,
  options: { now: number; seconds: number },
): Promise<string> => sealToken(keyring, { ...waiting, purpose: PURPOSE }, options)

/** The sign-in that waits, or undefined when the token is not ours, was altered, is old, or is of another kind. */
export const openSecondStep = (
  keyring: Pick<Keyring, 'stepKeys'>,
  token: string,
  { now }: { now: number },
): Promise<WaitingSignIn | undefined> => openToken(keyring, token, { now, schema: Content })
