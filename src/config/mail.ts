import * as z from 'zod/mini'
import type { Contradiction } from './contradiction.ts'
import { url } from './readers.ts'

export const settings = {
  RESEND_API_KEY: z.optional(z.string()),
  /** Another address that speaks Resend's API. */
  RESEND_BASE_URL: z.optional(url),
  EMAIL_FROM: z.optional(z.string().check(z.regex(/^[^\p{Cc}]+@[^\p{Cc}]+$/u, 'a mail sender'))),
  /** Where mailed links lead, if not to a page of the service. */
  RESET_URL: z.optional(url),
  VERIFY_URL: z.optional(url),
}

type Facts = Parameters<Contradiction<typeof settings>['when']>[0]

const ADDRESSES = ['RESEND_BASE_URL', 'RESET_URL', 'VERIFY_URL'] as const

export const contradictions: Contradiction<typeof settings>[] = [
  // An API key, or the token of a mailed link, that anybody on the way could read.
  ...ADDRESSES.map((setting) => ({
    setting,
    rule: 'https in production',
    when: ({ ENVIRONMENT, [setting]: address }: Facts) =>
      ENVIRONMENT === 'production' && address !== undefined && new URL(address).protocol === 'http:',
  })),
  {
    setting: 'EMAIL_FROM',
    rule: 'required with RESEND_API_KEY',
    when: ({ RESEND_API_KEY, EMAIL_FROM }) => RESEND_API_KEY !== undefined && EMAIL_FROM === undefined,
  },
  {
    setting: 'RESEND_API_KEY',
    rule: 'required in production',
    when: ({ ENVIRONMENT, RESEND_API_KEY }) => ENVIRONMENT === 'production' && RESEND_API_KEY === undefined,
  },
]
