import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

/** Seconds: as long as somebody may take to sign in once, by a mailed code or a reset of the password. */
export const WAITING_S = 3_600

const PURPOSE = 'connection'

const Content = z.object({
  purpose: z.literal(PURPOSE),
  /** Its hash is the row in the ledger that uses it up. */
  secret: z.string(),
  provider: z.string(),
  issuer: z.string(),
  subject: z.string(),
  /** What the provider says. */
  email: z.optional(z.string()),
  emailVerified: z.boolean(),
  /** Milliseconds. */
  until: z.number(),
  /** The one account that it may be connected with: by its id, or because it owns this address. */
  userId: z.optional(z.string()),
  owner: z.optional(z.string()),
  /** The provider has said who owns it: no other address takes the place of that. */
  isOwnerProven: z.optional(z.boolean()),
})

/** An account at a provider that waits to be connected. It was checked when it was sealed. */
export type WaitingConnection = Omit<z.output<typeof Content>, 'purpose'>

/** @param now milliseconds */
export const sealConnection = (
  keyring: Pick<Keyring, 'stepKeys'>,
  waiting: WaitingConnection,
  now: number,
): Promise<string> =>
  sealToken(
    keyring,
    { ...waiting, purpose: PURPOSE },
    { now, seconds: Math.max(0, Math.floor((waiting.until - now) / 1_000)) },
  )

/**
 * Undefined when it is not ours, was altered, or is old.
 *
 * @param options.notBefore seconds
 */
export async function openConnection(
  keyring: Pick<Keyring, 'stepKeys'>,
  text: string,
  { now, notBefore }: { now: number; notBefore: number },
): Promise<WaitingConnection | undefined> {
  const waiting = await openToken(keyring, text, { now, schema: Content })
  return waiting && waiting.until - WAITING_S * 1_000 >= notBefore * 1_000 ? waiting : undefined
}
