import * as z from 'zod/mini'
import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

/** Seconds: as long as somebody may take at a provider. */
export const STATE_S = 900

const PURPOSE = 'provider_state'

const Content = z.object({
  purpose: z.literal(PURPOSE),
  provider: z.string(),
  /** Its hash is the row in the ledger that uses the state up. */
  secret: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Milliseconds: when it was made. */
  at: z.number(),
  /** The ticket of whoever connects the account there with their own. */
  connects: z.optional(z.object({ secret: z.string(), userId: z.string() })),
})

/**
 * What a browser is sent to a provider with (RFC 6749 §10.12). It goes through addresses, so it is encrypted: the
 * verifier in it is what a stolen code lacks (RFC 7636 §1).
 */
export type ProviderState = Omit<z.output<typeof Content>, 'purpose' | 'at'>

/** @param now milliseconds */
export const sealState = (
  keyring: Pick<Keyring, 'stepKeys'>,
  state: ProviderState,
  now: number,
): Promise<string> => sealToken(keyring, { ...state, purpose: PURPOSE, at: now }, { now, seconds: STATE_S })

/**
 * Undefined when the state is not ours, was altered, or is old.
 *
 * @param options.notBefore seconds: nothing from before counts, since a database that was restored knows none as used
 */
export async function openState(
  keyring: Pick<Keyring, 'stepKeys'>,
  text: string,
  { now, notBefore }: { now: number; notBefore: number },
): Promise<(ProviderState & { until: number }) | undefined> {
  const state = await openToken(keyring, text, { now, schema: Content })
  if (!state || state.at < notBefore * 1_000) return undefined
  return { ...state, until: state.at + STATE_S * 1_000 }
}

/** What the browser keeps of a state: nobody can bring one back in another browser (login CSRF). */
export const printOfState = async (state: string): Promise<string> => base64url(await sha256(utf8(state)))
