import { describe, expect, it } from 'vitest'
import type { Env } from '../../src/config/config.ts'
import { bindings } from '../support/bindings.ts'
import { logged, logText } from '../support/log.ts'
import { person } from '../support/person.ts'
import { isFailureOf, nameOf, pathFor, ROUTES } from '../support/routes.ts'
import { SECRET, workerWith } from '../support/worker.ts'

type Changes = { [Name in keyof Env]?: Env[Name] | undefined }

const PRODUCTION = {
  ENVIRONMENT: 'production',
  RESEND_API_KEY: 're_0123456789',
  EMAIL_FROM: 'Postern <mail@example.com>',
} satisfies Changes

const complaints = () =>
  logged()
    .filter(({ event }) => event === 'misconfigured')
    .map(({ setting, rule }) => [setting, rule])

async function isRefused(changes: Changes) {
  const answer = await person({ worker: workerWith(changes) }).get('/healthz')
  expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '60'])
}

describe('a broken configuration', () => {
  const routes = ROUTES.filter(({ path }) => path !== '/healthz')
  it.each(routes.map(({ method, path }) => ({ name: nameOf({ method, path }), method, path })))(
    'makes $name answer 503 in the format of its surface, with Retry-After',
    async ({ method, path }) => {
      const asked = pathFor(path, { id: 'somebody' })
      const somebody = person({ worker: workerWith({ AUTH_SECRET: undefined }) })
      const answer = await somebody.ask(method, asked, method === 'GET' ? undefined : {})
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '60'])
      expect(answer.body).toSatisfy((body: Record<string, unknown>) => isFailureOf(path, body))
      expect(answer.text).not.toMatch(/AUTH_SECRET|characters|config/i)
    },
  )

  it('is named by /healthz as `configuration`, without a detail', async () => {
    const answer = await person({ worker: workerWith({ AUTH_SECRET: undefined }) }).get('/healthz')
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '60'])
    expect(answer.body).toEqual({ status: 'unavailable', failing: ['configuration'] })
  })

  const short = 'thirty-one characters of secret'
  it.each<[name: string, setting: string, rule: RegExp, Changes]>([
    ['no secret', 'AUTH_SECRET', /32 characters/, { AUTH_SECRET: undefined }],
    ['an empty secret', 'AUTH_SECRET', /32 characters/, { AUTH_SECRET: '' }],
    ['a short secret', 'AUTH_SECRET', /32 characters/, { AUTH_SECRET: short }],
    ['a secret that could not be rotated', 'AUTH_SECRET', /no comma/, { AUTH_SECRET: `${SECRET},${SECRET}` }],
    ['a short previous secret', 'AUTH_SECRET_PREVIOUS', /32 characters/, { AUTH_SECRET_PREVIOUS: short }],
    [
      'a short leaked secret',
      'AUTH_SECRET_PREVIOUS',
      /32 characters/,
      { AUTH_SECRET_PREVIOUS: `passwords:${short}` },
    ],
    ['one secret twice', 'AUTH_SECRET_PREVIOUS', /twice/, { AUTH_SECRET_PREVIOUS: SECRET }],
    [
      'a leaked secret still in use',
      'AUTH_SECRET_PREVIOUS',
      /twice/,
      { AUTH_SECRET_PREVIOUS: `passwords:${SECRET}` },
    ],
    [
      'an administrator without an address',
      'ADMIN_EMAILS',
      /addresses/,
      { ADMIN_EMAILS: 'root@example.com,root' },
    ],
    ['an unknown environment', 'ENVIRONMENT', /production or development/, { ENVIRONMENT: 'staging-7c1' }],
    ['a name with a line break', 'APP_NAME', /printable/, { APP_NAME: 'Postern\r\nBcc: x@evil.example' }],
    ['a long name', 'APP_NAME', /printable/, { APP_NAME: 'n'.repeat(61) }],
    ['an address that is no origin', 'APP_URL', /origin/, { APP_URL: 'https://auth.example.com/path7' }],
    ['an origin of another scheme', 'APP_URL', /origin/, { APP_URL: 'ftp://auth.example.com' }],
    ['a page that is no address', 'VERIFY_URL', /absolute/, { VERIFY_URL: 'javascript:alert(7)' }],
    ['a reset page that is no address', 'RESET_URL', /absolute/, { RESET_URL: '/reset-page-7' }],
    ['any origin', 'ALLOWED_ORIGINS', /exact origins/, { ALLOWED_ORIGINS: '*' }],
    ['the null origin', 'ALLOWED_ORIGINS', /exact origins/, { ALLOWED_ORIGINS: 'https://a.example,null' }],
    ['an origin with a path', 'ALLOWED_ORIGINS', /exact origins/, { ALLOWED_ORIGINS: 'https://a.example/x' }],
    ['a key without a sender', 'EMAIL_FROM', /required/, { RESEND_API_KEY: 're_0123456789' }],
    ['a sender with a line break', 'EMAIL_FROM', /sender/, { EMAIL_FROM: 'a@b.example\nBcc: c@d.example' }],
    ['a Resend address that is none', 'RESEND_BASE_URL', /absolute/, { RESEND_BASE_URL: 'resend-7' }],
    ['a life that is no number', 'ACCESS_TOKEN_TTL', /whole number/, { ACCESS_TOKEN_TTL: '1e3' }],
    ['a life of no time', 'ACCESS_TOKEN_TTL', /from 60/, { ACCESS_TOKEN_TTL: '0' }],
    ['a life without end', 'ACCESS_TOKEN_TTL', /to 86400/, { ACCESS_TOKEN_TTL: '99999999' }],
    ['a negative life', 'REFRESH_TOKEN_TTL', /whole number/, { REFRESH_TOKEN_TTL: '-60' }],
    ['a fraction', 'SESSION_TTL', /whole number/, { SESSION_TTL: '60.5' }],
    ['a life of codes of an hour and more', 'CODE_TTL', /to 3600/, { CODE_TTL: '3601' }],
    ['a short life of links', 'RESET_LINK_TTL', /from 60/, { RESET_LINK_TTL: '59' }],
    ['passwords of seven characters', 'PASSWORD_MIN_LENGTH', /from 8/, { PASSWORD_MIN_LENGTH: '7' }],
    ['cheap hashes', 'PASSWORD_ITERATIONS', /from 10000/, { PASSWORD_ITERATIONS: '9999' }],
    ['hashes that burn', 'PASSWORD_ITERATIONS', /to 1200000/, { PASSWORD_ITERATIONS: '1200001' }],
    ['unknown cookies', 'COOKIE_SAMESITE', /Strict, Lax or None/, { COOKIE_SAMESITE: 'lax-ish' }],
    ['a moment that is none', 'NOT_BEFORE', /whole number/, { NOT_BEFORE: '2026-01-01' }],
    ['no database', 'DB', /bound/, { DB: undefined }],
    ['no key-value store', 'KV', /bound/, { KV: undefined }],
    ['no rate limiter', 'RATE_LIMIT', /bound/, { RATE_LIMIT: undefined }],
    ['in production no mail', 'RESEND_API_KEY', /production/, { ...PRODUCTION, RESEND_API_KEY: undefined }],
    ['in production no origin', 'APP_URL', /production/, { ...PRODUCTION, APP_URL: '' }],
    ['in production plain HTTP', 'APP_URL', /https/, { ...PRODUCTION, APP_URL: 'http://auth.example.com' }],
    ['in production a test password', 'TEST_PWD', /production/, { ...PRODUCTION, TEST_PWD: 'let me in' }],
  ])('is named in the log by setting and rule, never by value: %s', async (_, setting, rule, changes) => {
    await isRefused(changes)
    expect(complaints()).toContainEqual([setting, expect.stringMatching(rule)])
    for (const value of Object.values(changes)) {
      if (typeof value === 'string' && value.length > 5 && value !== 'production') {
        expect(logText()).not.toContain(JSON.stringify(value).slice(1, -1))
      }
    }
  })

  it('is logged once for each setting that is wrong', async () => {
    await isRefused({ ACCESS_TOKEN_TTL: 'x', CODE_TTL: 'y', AUTH_SECRET: short })
    expect(complaints().map(([setting]) => setting)).toEqual(['AUTH_SECRET', 'ACCESS_TOKEN_TTL', 'CODE_TTL'])
  })

  it('stops the cron job', async () => {
    const { default: index } = await import('../../src/index.ts')
    const { createExecutionContext, createScheduledController } = await import('cloudflare:test')
    const env = { ...bindings, AUTH_SECRET: short }
    await expect(
      index.scheduled(createScheduledController(), env, createExecutionContext()),
    ).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('a configuration that is right', () => {
  it.each<[string, Changes]>([
    ['the one of the tests', {}],
    ['production', PRODUCTION],
    [
      'empty settings, which are absent ones',
      { RESET_URL: '', TEST_PWD: '', ALLOWED_ORIGINS: '', CODE_TTL: '' },
    ],
    [
      'lists with spaces and a last comma',
      { ALLOWED_ORIGINS: ' https://a.example , https://b.example:8443/ ,' },
    ],
    ['development without an origin', { APP_URL: undefined }],
    ['a test password in development', { TEST_PWD: 'let me in' }],
    ['a number as TOML writes it', { CODE_TTL: 900 as unknown as string }],
    ['several earlier secrets', { AUTH_SECRET_PREVIOUS: `${'a'.repeat(32)}, passwords:${'b'.repeat(32)}` }],
  ])('is accepted: %s', async (_, changes) => {
    const answer = await person({ worker: workerWith(changes) }).get('/healthz')
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }])
    expect(complaints()).toEqual([])
  })

  it('is that of production when ENVIRONMENT is not set, so that no mailbox can be read', async () => {
    const worker = workerWith({ ...PRODUCTION, ENVIRONMENT: undefined })
    expect((await person({ worker }).get('/healthz')).status).toBe(200)
    expect((await person({ worker }).get('/dev/mailbox')).status).toBe(404)
  })
})
