import type { ReadyConfig } from '../../config/config.ts'
import type { MailBucket } from '../../store/pieces/mail-bucket.ts'
import { type Switch, unlessOff } from './unless-off.ts'

const HOUR = 3_600

/** Mails that a bucket takes at once. */
export const BURST = 3
/** From this one on that nobody has redeemed, mails are a flood: fewer come, and their links live longer. */
export const FLOOD_FROM = 10
const FLOOD_LINK_LIVES = 6.5 * HOUR
const FLOOD_REFILL = 6 * HOUR

/** As many links as this live side by side: an anonymous request never ends a link that is still good. */
export const LIVE_SIDE_BY_SIDE = 4

type Lives = Pick<ReadyConfig, 'RESET_LINK_TTL'>

/** Seconds that the link of a flooded bucket is good. */
export const floodedLinkLives = ({ RESET_LINK_TTL }: Lives) => Math.max(RESET_LINK_TTL, FLOOD_LINK_LIVES)

/**
 * The bucket of an address for one kind of mail. It has room for the next mail before the link of the last one
 * is over: whoever floods an address leaves a link that works in its mailbox.
 */
export function mailBucket({ RESET_LINK_TTL, LIMITS }: Lives & Switch, key: string): MailBucket {
  const refill = 0.75 * RESET_LINK_TTL
  return {
    key,
    size: unlessOff({ LIMITS }, BURST),
    refillMs: refill * 1_000,
    flood: { from: FLOOD_FROM, refillMs: Math.max(refill, FLOOD_REFILL) * 1_000 },
  }
}
