import * as z from 'zod/mini'
import { normaliseEmail } from '../core/identity/email-address.ts'
import { accentsOf } from './accent.ts'
import { type Contradiction, httpsInProduction } from './contradiction.ts'
import { url } from './readers.ts'

const COLOR_RULE = 'a colour as #rrggbb'
const LOGO_RULE = 'an address whose host has letters, digits, dashes and dots alone'

/** The Content-Security-Policy of pages names the host, and has no way to write any other (CSP 3, host-part). */
const canBeInPolicy = (address: string) =>
  /^([a-z0-9-]+(\.[a-z0-9-]+)*\.?)?$/.test(URL.parse(address)?.hostname ?? '')

/** The brand of the app, in pages and mails. */
export const settings = {
  /** Where "back to the app" leads. */
  APP_URL_HOME: z.optional(url),
  /** Read as the accents of both schemes. The # may be missing: where it is not in quotes it begins a comment. */
  BRAND_COLOR: z.optional(
    z.pipe(
      z.string(COLOR_RULE).check(z.regex(/^#?[0-9a-f]{6}$/i, COLOR_RULE)),
      z.transform((color) => accentsOf(`#${color.toLowerCase().replace('#', '')}`)),
    ),
  ),
  /** Replaces the mark of the service. */
  BRAND_LOGO_URL: z.optional(url.check(z.refine(canBeInPolicy, LOGO_RULE))),
  /** Who people can write to. */
  BRAND_SUPPORT_EMAIL: z.optional(
    z.pipe(z.pipe(z.string(), z.transform(normaliseEmail)), z.string('an e-mail address')),
  ),
  TERMS_URL: z.optional(url),
  PRIVACY_URL: z.optional(url),
}

/** What pages and mails show of the app. */
export type Brand = { APP_NAME: string; APP_URL: string } & z.output<z.ZodMiniObject<typeof settings>>

const ADDRESSES = ['APP_URL_HOME', 'BRAND_LOGO_URL', 'TERMS_URL', 'PRIVACY_URL'] as const

/** APP_URL is https in production, so a logo of the same origin is too. */
export const contradictions: Contradiction<typeof settings>[] = ADDRESSES.map((setting) =>
  httpsInProduction(setting),
)
