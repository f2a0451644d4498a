import * as z from 'zod/mini'
import { wholeNumber } from './readers.ts'
import { longSecret } from './secrets.ts'

export const settings = {
  /** With it Turnstile is asked before registering, and before signing in where that was throttled. */
  TURNSTILE_SECRET: z.optional(z.string()),
  /** A front end that sends it as `Postern-Client-Key` may name its client. */
  TRUSTED_CLIENT_KEY: z.optional(longSecret),
  /** Accounts that one client may open. */
  REGISTRATIONS_PER_HOUR: wholeNumber(20, { min: 1, max: 100_000 }),
  /** Mails with codes and links that anonymous callers cause; those of others have as many of their own. */
  MAIL_PER_MINUTE: wholeNumber(100, { min: 1, max: 100_000 }),
}
