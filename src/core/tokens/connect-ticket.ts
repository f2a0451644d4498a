import * as z from 'zod/mini'
import type { Keyring } from '../../crypto/keyring.ts'
import { openToken, sealToken } from './sealed-token.ts'

/** Seconds: as long as the proof counts that it was given for. */
export const TICKET_S = 600

const PURPOSE = 'connect_ticket'

const Content = z.object({
  purpose: z.literal(PURPOSE),
  /** Of any number of connections that begin with the ticket, one is made. */
  secret: z.string(),
  provider: z.string(),
  userId: z.string(),
  /** Milliseconds: when it was made. */
  at: z.number(),
})

/** The right to begin to connect an account at a provider with one's own. */
export type ConnectTicket = Omit<z.output<typeof Content>, 'purpose' | 'at'>

/** @param now milliseconds */
export const sealTicket = (
  keyring: Pick<Keyring, 'stepKeys'>,
  ticket: ConnectTicket,
  now: number,
): Promise<string> => sealToken(keyring, { ...ticket, purpose: PURPOSE, at: now }, { now, seconds: TICKET_S })

/**
 * Undefined when the ticket is not ours, was altered, or is old.
 *
 * @param options.notBefore seconds
 */
export async function openTicket(
  keyring: Pick<Keyring, 'stepKeys'>,
  text: string,
  { now, notBefore }: { now: number; notBefore: number },
): Promise<ConnectTicket | undefined> {
  const ticket = await openToken(keyring, text, { now, schema: Content })
  return ticket && ticket.at >= notBefore * 1_000 ? ticket : undefined
}
