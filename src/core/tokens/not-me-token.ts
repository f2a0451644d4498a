import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

const PURPOSE = 'not_me'

const Content = z.object({
  purpose: z.literal(PURPOSE),
  /** Its hash is the row in the ledger that uses the link up. */
  challenge: z.string(),
  userId: z.string(),
  /** The address that it was mailed to. */
  email: z.string(),
  /** Milliseconds: when the session began that the mail tells of. */
  since: z.number(),
  /** Milliseconds: when an operator reset the second step, where the mail tells of that. */
  resetAt: z.optional(z.number()),
  /** Milliseconds. */
  madeAt: z.number(),
})

/** What the link of a notice says: whose account it is about, and since when somebody else may have been in it. */
export type NotMe = Omit<z.output<typeof Content>, 'purpose'>

/** @param options.now milliseconds */
export const sealNotMe = (
  keyring: Pick<Keyring, 'stepKeys'>,
  content: NotMe,
  options: { now: number; seconds: number },
): Promise<string> => sealToken(keyring, { ...content, purpose: PURPOSE }, options)

/** What it says, or undefined when the token is not ours, was altered, is old, or is of another kind. */
export const openNotMe = (
  keyring: Pick<Keyring, 'stepKeys'>,
  token: string,
  { now }: { now: number },
): Promise<NotMe | undefined> => openToken(keyring, token, { now, schema: Content })
