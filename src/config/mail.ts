import * as z from 'zod/mini'
import { type Contradiction, httpsInProduction } from './contradiction.ts'
import { url } from './readers.ts'
import { smtpUrl } from './smtp-url.ts'

export const CARRIERS = ['resend', 'cloudflare', 'smtp', 'mailbox'] as const

export type MailCarrier = (typeof CARRIERS)[number]

const ADDRESS = String.raw`[^\p{Cc}\s<>,@]+@[^\p{Cc}\s<>,@]+`
/** One address, with a name before it or not: SMTP says it as it is. */
const SENDER = new RegExp(String.raw`^(?:[^\p{Cc}<>]*<${ADDRESS}>|${ADDRESS})$`, 'u')

/** What follows the `#` of a mailed link is the token. */
const page = url.check(z.refine((value) => !value.includes('#'), 'an absolute http(s) address without #'))

export const settings = {
  MAIL_CARRIER: z.optional(z.enum(CARRIERS, `one of ${CARRIERS.join(', ')}`)),
  SMTP_URL: z.optional(smtpUrl),
  /** It goes into a header. The platform shows a header that cannot be one, with the key in it. */
  RESEND_API_KEY: z.optional(z.string().check(z.regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces'))),
  /** Another address that speaks Resend's API. */
  RESEND_BASE_URL: z.optional(url),
  EMAIL_FROM: z.optional(z.string().check(z.regex(SENDER, 'a mail sender'))),
  /** Where mailed links lead, if not to a page of the service. */
  RESET_URL: z.optional(page),
  VERIFY_URL: z.optional(page),
  SIGN_IN_URL: z.optional(page),
}

type Facts = Parameters<Contradiction<typeof settings>['when']>[0]

const ADDRESSES = ['RESEND_BASE_URL', 'RESET_URL', 'VERIFY_URL', 'SIGN_IN_URL'] as const

const NEEDS = [
  { carrier: 'resend', setting: 'RESEND_API_KEY' },
  { carrier: 'smtp', setting: 'SMTP_URL' },
] as const

export const contradictions: Contradiction<typeof settings>[] = [
  // An API key, or the token of a mailed link, that anybody on the way could read.
  ...ADDRESSES.map((setting) => httpsInProduction(setting)),
  ...NEEDS.map(({ carrier, setting }) => ({
    setting,
    rule: `required with MAIL_CARRIER=${carrier}`,
    when: (facts: Facts) => facts.MAIL_CARRIER === carrier && facts[setting] === undefined,
  })),
  {
    setting: 'EMAIL_FROM',
    rule: 'required with RESEND_API_KEY, and with every MAIL_CARRIER but mailbox',
    when: (facts) => carrierOf(facts) !== 'mailbox' && facts.EMAIL_FROM === undefined,
  },
  {
    setting: 'RESEND_API_KEY',
    rule: 'required in production, unless MAIL_CARRIER is cloudflare or smtp',
    when: (facts) =>
      facts.MAIL_CARRIER === undefined && carrierOf(facts) === 'resend' && facts.RESEND_API_KEY === undefined,
  },
  {
    setting: 'SMTP_URL',
    rule: 'read with MAIL_CARRIER=smtp only',
    when: ({ MAIL_CARRIER, SMTP_URL }) => MAIL_CARRIER === undefined && SMTP_URL !== undefined,
  },
  {
    setting: 'MAIL_CARRIER',
    rule: 'mailbox in development only',
    when: ({ ENVIRONMENT, MAIL_CARRIER }) => ENVIRONMENT === 'production' && MAIL_CARRIER === 'mailbox',
  },
]

/** Who carries the mails: Resend where there is a key; without one, in development, the mailbox. */
export function carrierOf({
  ENVIRONMENT,
  MAIL_CARRIER,
  RESEND_API_KEY,
}: Pick<Facts, 'ENVIRONMENT' | 'MAIL_CARRIER' | 'RESEND_API_KEY'>): MailCarrier {
  if (MAIL_CARRIER !== undefined) return MAIL_CARRIER
  return RESEND_API_KEY === undefined && ENVIRONMENT === 'development' ? 'mailbox' : 'resend'
}
