import * as z from 'zod/mini'
import { isLoopback } from '../core/loopback.ts'
import { type Contradiction, httpsInProduction } from './contradiction.ts'
import { isForMachinesOfUsers, listedOrigin } from './origins.ts'
import { list, origin } from './readers.ts'
import { previousSecrets, secret } from './secrets.ts'

/** What can be switched off: dialects, and the pages. What none of them owns, such as mailed links, always answers. */
const SURFACE_NAMES = ['auth-v1', 'api-v1', 'account-v1', 'pages'] as const

export type SurfaceName = (typeof SURFACE_NAMES)[number]

const SURFACES_RULE = `some of ${SURFACE_NAMES.join(', ')}`

export const settings = {
  /** The one secret: every key of the service is derived from it. */
  AUTH_SECRET: secret,
  /** Earlier secrets, comma-separated; `passwords:<secret>` for one that leaked. */
  AUTH_SECRET_PREVIOUS: previousSecrets,
  /** The secret to come: its keys are published and accepted, and nothing is made with it yet. */
  AUTH_SECRET_NEXT: z.optional(secret),
  ENVIRONMENT: z._default(z.enum(['production', 'development'], 'production or development'), 'production'),
  APP_NAME: z._default(
    z.string().check(z.refine((name) => /^[^\p{Cc}]{1,60}$/u.test(name), '1 to 60 printable characters')),
    'Postern',
  ),
  /** Issuer, audience, and the origin of every mailed link. In development it may be absent. */
  APP_URL: z.optional(origin('an origin such as https://auth.example.com')),
  /** Origins whose pages may call the service. */
  ALLOWED_ORIGINS: z.pipe(list, z.array(listedOrigin('exact origins, comma-separated'))),
  /** Which dialects answer: all of them if it is not set. */
  SURFACES: z.pipe(
    z.pipe(
      list,
      z.transform((items) => (items.length === 0 ? [...SURFACE_NAMES] : items)),
    ),
    z.array(z.enum(SURFACE_NAMES, SURFACES_RULE)),
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
    setting: 'AUTH_SECRET_NEXT',
    rule: 'no secret twice',
    when: ({ AUTH_SECRET, AUTH_SECRET_PREVIOUS, AUTH_SECRET_NEXT }) =>
      [AUTH_SECRET, ...AUTH_SECRET_PREVIOUS.map(({ secret }) => secret)].some(
        (secret) => secret === AUTH_SECRET_NEXT,
      ),
  },
  {
    setting: 'APP_URL',
    rule: 'required in production',
    when: ({ ENVIRONMENT, APP_URL }) => ENVIRONMENT === 'production' && APP_URL === undefined,
  },
  httpsInProduction('APP_URL'),
  {
    setting: 'ENVIRONMENT',
    rule: 'development only with an APP_URL of this machine, because its mailbox shows every mail to whoever asks',
    when: ({ ENVIRONMENT, APP_URL }) =>
      ENVIRONMENT === 'development' && APP_URL !== undefined && !isLoopback(new URL(APP_URL).hostname),
  },
  {
    setting: 'ALLOWED_ORIGINS',
    rule: 'https in production, but for localhost and names under it',
    when: ({ ENVIRONMENT, ALLOWED_ORIGINS }) =>
      ENVIRONMENT === 'production' &&
      ALLOWED_ORIGINS.some((each) => each.startsWith('http:') && !isForMachinesOfUsers(each)),
  },
  {
    setting: 'TEST_PWD',
    rule: 'refused in production',
    when: ({ ENVIRONMENT, TEST_PWD }) => ENVIRONMENT === 'production' && TEST_PWD !== undefined,
  },
]
