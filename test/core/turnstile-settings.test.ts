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

const TOGETHER =
  'TURNSTILE_SITE_KEY: in production together with TURNSTILE_SECRET or not at all, where SURFACES has pages'

it.each<[string, Partial<Env>]>([
  ['the secret', { TURNSTILE_SECRET }],
  ['the site key', { TURNSTILE_SITE_KEY }],
])('%s alone is refused in production, where there are pages', (_, half) => {
  expect(wrongIn({ ...PRODUCTION, ...half })).toEqual([TOGETHER])
  expect(wrongIn({ ...PRODUCTION, ...half, SURFACES: 'api-v1,pages' })).toEqual([TOGETHER])
  expect(wrongIn({ ...PRODUCTION, ...half, SURFACES: APIS })).toEqual([])
  // On a developer's machine the variables of wrangler.toml are there, and the deployed secret is not.
  expect(wrongIn(half)).toEqual([])
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
