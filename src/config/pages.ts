import * as z from 'zod/mini'
import { normaliseEmail } from '../core/identity/email-address.ts'
import { accentsOf } from './accent.ts'
import { type Contradiction, httpsInProduction } from './contradiction.ts'
import { url } from './readers.ts'

const COLOR_RULE = 'a colour as #rrggbb'

/** The brand of the app, in pages and mails. */
export const settings = {
  /** Where "back to the app" leads. */
  APP_URL_HOME: z.optional(url),
  /** Read as the accents of both schemes. */
  BRAND_COLOR: z.optional(
    z.pipe(
      z.string(COLOR_RULE).check(z.regex(/^#[0-9a-f]{6}$/i, COLOR_RULE)),
      z.transform((color) => accentsOf(color.toLowerCase())),
    ),
  ),
  /** Replaces the mark of the service. */
  BRAND_LOGO_URL: z.optional(url),
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
