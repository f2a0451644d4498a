import * as z from 'zod/mini'
import type { Contradiction } from './contradiction.ts'
import { wholeNumber } from './readers.ts'
import { longSecret } from './secrets.ts'

const SITE_KEY_RULE = 'the site key of Turnstile: letters, digits, dashes and underscores'

export const settings = {
  /** Off in development unless it says otherwise: what a developer would meet first. */
  LIMITS: z.optional(z.enum(['on', 'off'], 'on or off')),
  /** With it Turnstile is asked before registering, and before signing in where that was throttled. */
  TURNSTILE_SECRET: z.optional(z.string()),
  /** With it the hosted pages show the check that they ask for. It is public. */
  TURNSTILE_SITE_KEY: z.optional(z.string(SITE_KEY_RULE).check(z.regex(/^[\w-]{3,100}$/, SITE_KEY_RULE))),
  /** A front end that sends it as `Postern-Client-Key` may name its client. */
  TRUSTED_CLIENT_KEY: z.optional(longSecret),
  /** Accounts that one client may open. */
  REGISTRATIONS_PER_HOUR: wholeNumber(20, { min: 1, max: 100_000 }),
  /** Mails with codes and links that anonymous callers cause; those of others have as many of their own. */
  MAIL_PER_MINUTE: wholeNumber(100, { min: 1, max: 100_000 }),
}

export const contradictions: Contradiction<typeof settings>[] = [
  {
    setting: 'LIMITS',
    rule: 'on in production',
    when: ({ ENVIRONMENT, LIMITS }) => ENVIRONMENT === 'production' && LIMITS === 'off',
  },
]
