import { expect, it } from 'vitest'
import { type Env, parseConfig } from '../../src/config/config.ts'
import { bindings } from '../support/bindings.ts'
import { TURNSTILE_SETTINGS } from '../support/turnstile.ts'

const PRODUCTION = {
  ENVIRONMENT: 'production',
  APP_URL: 'https://auth.example.com',
  RESEND_API_KEY: 're_0123456789',
  EMAIL_FROM: 'Postern <mail@example.com>',
  LIMITS: 'on',
} satisfies Partial<Env>

const APIS = 'auth-v1,api-v1,account-v1'
const { TURNSTILE_SECRET, TURNSTILE_SITE_KEY } = TURNSTILE_SETTINGS

/** The settings that are wrong, with their rules. */
function wrongIn(changes: Partial<Env>): string[] {
  const parsed = parseConfig({ ...bindings, ...changes })
  return 'problems' in parsed ? parsed.problems.map(({ setting, rule }) => `${setting}: ${rule}`) : []
}

const MISSING = 'TURNSTILE_SITE_KEY: set in production where TURNSTILE_SECRET is set and SURFACES has pages'

it('the secret alone is refused in production, where there are pages', () => {
  expect(wrongIn({ ...PRODUCTION, TURNSTILE_SECRET })).toEqual([MISSING])
  expect(wrongIn({ ...PRODUCTION, TURNSTILE_SECRET, SURFACES: 'api-v1,pages' })).toEqual([MISSING])
  expect(wrongIn({ ...PRODUCTION, TURNSTILE_SECRET, SURFACES: APIS })).toEqual([])
  expect(wrongIn({ TURNSTILE_SECRET })).toEqual([])
})

it('the site key alone is right: it comes first, so that the service never stops', () => {
  expect(wrongIn({ ...PRODUCTION, TURNSTILE_SITE_KEY })).toEqual([])
})

it.each<[string, Partial<Env>]>([
  ['both', TURNSTILE_SETTINGS],
  ['none', {}],
  ['an empty one, which is none', { TURNSTILE_SECRET: '', TURNSTILE_SITE_KEY: '' }],
])('%s is right', (_, settings) => {
  expect(wrongIn({ ...PRODUCTION, ...settings })).toEqual([])
})

it.each(['no', ' ', 'a"b', 'two keys', 'key\n', 'x'.repeat(101)])('the site key "%s" is refused', (key) => {
  const rule = 'TURNSTILE_SITE_KEY: the site key of Turnstile: letters, digits, dashes and underscores'
  expect(wrongIn({ TURNSTILE_SECRET, TURNSTILE_SITE_KEY: key })).toEqual([rule])
})
