import * as z from 'zod/mini'
import { normaliseEmail } from '../core/identity/email-address.ts'
import type { Contradiction } from './contradiction.ts'
import { list, origin, previousSecrets, secret } from './readers.ts'

export const settings = {
  /** The one secret: every key of the service is derived from it. */
  AUTH_SECRET: secret,
  /** Earlier secrets, comma-separated; `passwords:<secret>` for one that leaked. */
  AUTH_SECRET_PREVIOUS: previousSecrets,
  ENVIRONMENT: z._default(z.enum(['production', 'development'], 'production or development'), 'production'),
  APP_NAME: z._default(
    z.string().check(z.refine((name) => /^[^\p{Cc}]{1,60}$/u.test(name), '1 to 60 printable characters')),
    'Postern',
  ),
  /** Issuer, audience, and the origin of every mailed link. In development it may be absent. */
  APP_URL: z.optional(origin('an origin such as https://auth.example.com')),
  /** Origins whose pages may call the service. */
  ALLOWED_ORIGINS: z.pipe(list, z.array(origin('exact origins, comma-separated'))),
  /** Addresses that are administrators as soon as they are verified. */
  ADMIN_EMAILS: z.pipe(
    z.pipe(
      list,
      z.transform((items) => items.map(normaliseEmail)),
    ),
    z.array(z.string('e-mail addresses, comma-separated')),
  ),
  /** With it auth-v1 takes 1234 for every code. Never in production. */
  TEST_PWD: z.optional(z.string()),
}

export const DEVELOPMENT_URL = 'http://localhost:8787'

export const contradictions: Contradiction<typeof settings>[] = [
  {
    setting: 'AUTH_SECRET_PREVIOUS',
    rule: 'no secret twice',
    when: ({ AUTH_SECRET, AUTH_SECRET_PREVIOUS }) => {
      const secrets = [AUTH_SECRET, ...AUTH_SECRET_PREVIOUS.map(({ secret }) => secret)]
      return new Set(secrets).size < secrets.length
    },
  },
  {
    setting: 'APP_URL',
    rule: 'required in production',
    when: ({ ENVIRONMENT, APP_URL }) => ENVIRONMENT === 'production' && APP_URL === undefined,
  },
  {
    setting: 'APP_URL',
    rule: 'https in production',
    when: ({ ENVIRONMENT, APP_URL }) => ENVIRONMENT === 'production' && APP_URL?.startsWith('http:') === true,
  },
  {
    setting: 'TEST_PWD',
    rule: 'refused in production',
    when: ({ ENVIRONMENT, TEST_PWD }) => ENVIRONMENT === 'production' && TEST_PWD !== undefined,
  },
]
