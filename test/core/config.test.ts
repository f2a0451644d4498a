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

const APPS = 'capacitor://localhost,tauri://localhost,chrome-extension://abcdefghijklmnop'
const LOCAL = 'http://localhost:3000'
const PUBLIC = 'https://auth-7c1.example.com'
const EARLIER = 'another secret of 32 characters or more'

const HTTPS_IN_PRODUCTION = [
  'RESEND_BASE_URL',
  'RESET_URL',
  'VERIFY_URL',
  'SIGN_IN_URL',
  'APP_URL_HOME',
  'BRAND_LOGO_URL',
  'TERMS_URL',
  'PRIVACY_URL',
] as const

/** Rules over several settings, and rules of one that have many forms. */
const REFUSED_TOGETHER: [name: string, setting: string, rule: RegExp, Changes][] = [
  ['development that anybody can reach', 'ENVIRONMENT', /development only/, { APP_URL: PUBLIC }],
  ['development on a private address', 'ENVIRONMENT', /only/, { APP_URL: 'http://192.168.7.7:8787' }],
  ['development on a name like ours', 'ENVIRONMENT', /only/, { APP_URL: 'https://localhost.example.com' }],
  ...HTTPS_IN_PRODUCTION.map((name): [string, string, RegExp, Changes] => [
    `in production plain HTTP in ${name}`,
    name,
    /https in production/,
    { ...PRODUCTION, [name]: 'http://plain-7c1.example.com/page' },
  ]),
  ...['http://plain-7c1.example.com', 'http://127.0.0.1:3000', 'http://localhost.example.com'].map(
    (origin): [string, string, RegExp, Changes] => [
      `in production the origin ${origin}`,
      'ALLOWED_ORIGINS',
      /https in production/,
      { ...PRODUCTION, ALLOWED_ORIGINS: origin },
    ],
  ),
  ...[
    'https://*.example.com',
    'https://*',
    'capacitor://*',
    'https://a.example|https://b.example',
    'file://host7c1',
    'ws://app.example.com',
    'capacitor://localhost/path',
    'javascript://host7c1',
  ].map((origin): [string, string, RegExp, Changes] => [
    `the origin ${origin}`,
    'ALLOWED_ORIGINS',
    /exact origins/,
    { ALLOWED_ORIGINS: origin },
  ]),
  ...['passwords: ', 'Passwords:', 'PASSWORDS:', 'password:', 'passwords :', 'passwords='].map(
    (mark): [string, string, RegExp, Changes] => [
      `the mark "${mark}"`,
      'AUTH_SECRET_PREVIOUS',
      /exactly so/,
      { AUTH_SECRET_PREVIOUS: `${mark}${EARLIER}` },
    ],
  ),
  ['a secret with half a mark', 'AUTH_SECRET', /in front/, { AUTH_SECRET: `Passwords:${EARLIER}` }],
  ['a secret of one character', 'AUTH_SECRET', /by chance/, { AUTH_SECRET: 'x'.repeat(40) }],
  [
    'a secret of few characters',
    'AUTH_SECRET',
    /by chance/,
    { AUTH_SECRET: '11121314151213141511213141512131415' },
  ],
  ['a secret that repeats itself', 'AUTH_SECRET', /by chance/, { AUTH_SECRET: 'change-me-'.repeat(4) }],
  ['refreshing that ends before its first use', 'REFRESH_TOKEN_TTL', /ACCESS/, { REFRESH_TOKEN_TTL: '1799' }],
  ['sessions that end before their refresh token', 'SESSION_TTL', /REFRESH/, { SESSION_TTL: '1209599' }],
  [
    'links that end before their code',
    'RESET_LINK_TTL',
    /CODE_TTL/,
    { RESET_LINK_TTL: '1800', CODE_TTL: '1801' },
  ],
]

/** Domains and origins of passkeys that no browser would take, or that others share. */
const REFUSED_PASSKEYS: [name: string, setting: string, rule: RegExp, Changes][] = [
  ...[
    [PUBLIC, 'other.example.com'],
    [PUBLIC, 'c1.example.com'],
    [PUBLIC, 'deep.auth-7c1.example.com'],
    [PUBLIC, 'com'],
    [PUBLIC, '.example.com'],
    [PUBLIC, 'https://auth-7c1.example.com'],
    [PUBLIC, 'AUTH-7c1.example.com'],
    ['https://postern.somebody.workers.dev', 'workers.dev'],
    ['https://workers.dev', 'workers.dev'],
    ['https://192.0.2.7', '192.0.2.7'],
    ['https://[2001:db8::7]', '[2001:db8::7]'],
  ].map(([APP_URL, PASSKEY_RP_ID]): [string, string, RegExp, Changes] => [
    `the passkeys of ${PASSKEY_RP_ID} at ${APP_URL}`,
    'PASSKEY_RP_ID',
    /^the host of APP_URL, or its end from a dot on: at least two names, and not workers\.dev$/,
    { ...PRODUCTION, APP_URL, PASSKEY_RP_ID },
  ]),
  ...['*', 'https://*.example.com', 'https://a-7c1.example/path', 'android:apk-key-hash:abc'].map(
    (origin): [string, string, RegExp, Changes] => [
      `passkeys on pages of ${origin}`,
      'PASSKEY_ORIGINS',
      /exact http\(s\) origins/,
      { PASSKEY_ORIGINS: origin },
    ],
  ),
  ['passkeys on plain HTTP', 'PASSKEY_ORIGINS', /https/, { PASSKEY_ORIGINS: 'http://a-7c1.example' }],
  ['passkeys on this machine', 'PASSKEY_ORIGINS', /https/, { ...PRODUCTION, PASSKEY_ORIGINS: LOCAL }],
]

const SMTP = 'smtps://user:pass-7c1@smtp.example.com'
const EMAIL_FROM = 'Postern <mail@example.com>'
const CLOUDFLARE = { MAIL_CARRIER: 'cloudflare', EMAIL_FROM } as const
const BINDING = { send: () => Promise.resolve({ messageId: 'one' }) } satisfies SendEmail

/** Each carrier of mails with what it lacks. */
const REFUSED_CARRIERS: [name: string, setting: string, rule: RegExp, Changes][] = [
  ['an unknown carrier', 'MAIL_CARRIER', /resend, cloudflare/, { MAIL_CARRIER: 'pigeon-7c1' }],
  ['Resend without a key', 'RESEND_API_KEY', /MAIL_CARRIER=resend/, { MAIL_CARRIER: 'resend', EMAIL_FROM }],
  ['SMTP without a server', 'SMTP_URL', /MAIL_CARRIER=smtp/, { MAIL_CARRIER: 'smtp', EMAIL_FROM }],
  ['SMTP without a sender', 'EMAIL_FROM', /required/, { MAIL_CARRIER: 'smtp', SMTP_URL: SMTP }],
  ['a server that nobody uses', 'SMTP_URL', /smtp only/, { SMTP_URL: SMTP }],
  ['Cloudflare without its binding', 'EMAIL', /\[\[send_email\]\]/, CLOUDFLARE],
  ['in production the mailbox', 'MAIL_CARRIER', /development/, { ...PRODUCTION, MAIL_CARRIER: 'mailbox' }],
  ...[
    'smtp.example.com:587',
    'https://user:pass-7c1@smtp.example.com',
    'smtps://user@smtp.example.com',
    'smtps://:pass-7c1@smtp.example.com',
    'smtp://user:pass-7c1@smtp.example.com:25',
    'smtps://user:pass-7c1@smtp.example.com/path',
    'smtps://user:pass-7c1@smtp.example.com?tls=off',
    'smtps://user:pass%0d7c1@smtp.example.com',
    'smtps://user:pass%7@smtp.example.com',
    'smtps://user:pass-7c1@',
    'smtps://user:pass-7c1@ho%20st',
    'smtps://user:pass-7c1@smtp.example.com:0',
  ].map((url): [string, string, RegExp, Changes] => [
    `the mail server ${url}`,
    'SMTP_URL',
    /smtps:\/\/user:password@host:465/,
    { MAIL_CARRIER: 'smtp', EMAIL_FROM, SMTP_URL: url },
  ]),
]

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
    ['two senders', 'EMAIL_FROM', /sender/, { EMAIL_FROM: 'a@b.example, d@e.example' }],
    ['more behind a sender', 'EMAIL_FROM', /sender/, { EMAIL_FROM: 'A <a@b.example> SIZE=1' }],
    ['a key that no header can hold', 'RESEND_API_KEY', /ASCII/, { RESEND_API_KEY: 're_7c1“', EMAIL_FROM }],
    ['a page with a fragment', 'RESET_URL', /without #/, { RESET_URL: 'https://a.example/reset#7c1' }],
    ['a page with a line break', 'APP_URL_HOME', /absolute/, { APP_URL_HOME: 'https://a.example/\nBcc: y' }],
    ['a Resend address that is none', 'RESEND_BASE_URL', /absolute/, { RESEND_BASE_URL: 'resend-7' }],
    ['a life that is no number', 'ACCESS_TOKEN_TTL', /whole number/, { ACCESS_TOKEN_TTL: '1e3' }],
    ['a life of no time', 'ACCESS_TOKEN_TTL', /from 60/, { ACCESS_TOKEN_TTL: '0' }],
    ['a life without end', 'ACCESS_TOKEN_TTL', /to 86400/, { ACCESS_TOKEN_TTL: '99999999' }],
    ['a negative life', 'REFRESH_TOKEN_TTL', /whole number/, { REFRESH_TOKEN_TTL: '-60' }],
    ['a fraction', 'SESSION_TTL', /whole number/, { SESSION_TTL: '60.5' }],
    ['a life of codes of an hour and more', 'CODE_TTL', /to 3600/, { CODE_TTL: '3601' }],
    ['a short life of links', 'RESET_LINK_TTL', /from 1800/, { RESET_LINK_TTL: '1799' }],
    ['a long life of links', 'RESET_LINK_TTL', /to 86400/, { RESET_LINK_TTL: '86401' }],
    ['more than a year unverified', 'UNVERIFIED_DAYS', /from 0 to 365/, { UNVERIFIED_DAYS: '366' }],
    ['sign-up by invitation', 'SIGN_UP', /open or closed/, { SIGN_UP: 'invited' }],
    ['a second step for some', 'SECOND_STEP', /optional, admins or all/, { SECOND_STEP: 'some' }],
    ['proof on demand', 'REQUIRE_VERIFIED_EMAIL', /on or off/, { REQUIRE_VERIFIED_EMAIL: 'yes' }],
    ['more than a year to come back', 'DELETION_DAYS', /from 0 to 365/, { DELETION_DAYS: '366' }],
    ['half a day unverified', 'UNVERIFIED_DAYS', /whole number/, { UNVERIFIED_DAYS: '0.5' }],
    ['a surface that does not exist', 'SURFACES', /some of auth-v1/, { SURFACES: 'auth-v1,oidc-77' }],
    ['passwords of seven characters', 'PASSWORD_MIN_LENGTH', /from 8/, { PASSWORD_MIN_LENGTH: '7' }],
    ['cheap hashes', 'PASSWORD_ITERATIONS', /from 10000/, { PASSWORD_ITERATIONS: '9999' }],
    ['hashes that burn', 'PASSWORD_ITERATIONS', /to 1200000/, { PASSWORD_ITERATIONS: '1200001' }],
    ['unknown cookies', 'COOKIE_SAMESITE', /Strict, Lax or None/, { COOKIE_SAMESITE: 'lax-ish' }],
    ['a moment that is none', 'NOT_BEFORE', /whole number/, { NOT_BEFORE: '2026-01-01' }],
    ['a home that is no address', 'APP_URL_HOME', /absolute/, { APP_URL_HOME: 'javascript:alert(7)' }],
    ['a colour by name', 'BRAND_COLOR', /#rrggbb/, { BRAND_COLOR: 'rebeccapurple' }],
    ['a short colour', 'BRAND_COLOR', /#rrggbb/, { BRAND_COLOR: '#3846c' }],
    ['a colour with more behind it', 'BRAND_COLOR', /#rrggbb/, { BRAND_COLOR: '#3846c7;color:red' }],
    ['a logo without a host', 'BRAND_LOGO_URL', /absolute/, { BRAND_LOGO_URL: '/logo-7c1.svg' }],
    ['a logo in the setting', 'BRAND_LOGO_URL', /absolute/, { BRAND_LOGO_URL: 'data:image/png;base64,aa' }],
    ...['a;b.example', "'self'.example", 'x,y.example', '*.example.com', 'a_b.example', '[2001:db8::1]'].map(
      (host): [string, string, RegExp, Changes] => [
        `a logo on ${host}`,
        'BRAND_LOGO_URL',
        /^an address whose host has letters, digits, dashes and dots alone$/,
        { BRAND_LOGO_URL: `https://${host}/logo-7c1.svg` },
      ],
    ),
    ['support without an address', 'BRAND_SUPPORT_EMAIL', /address/, { BRAND_SUPPORT_EMAIL: 'support-7c1' }],
    ['terms that are no address', 'TERMS_URL', /absolute/, { TERMS_URL: 'terms-7c1' }],
    ['a policy that is no address', 'PRIVACY_URL', /absolute/, { PRIVACY_URL: '/privacy-7c1' }],
    ...REFUSED_TOGETHER,
    ...REFUSED_PASSKEYS,
    ...REFUSED_CARRIERS,
    ['no database', 'DB', /bound/, { DB: undefined }],
    ['no key-value store', 'KV', /bound/, { KV: undefined }],
    ['no rate limiter', 'RATE_LIMIT', /bound/, { RATE_LIMIT: undefined }],
    ['no rate limiter of sessions', 'RATE_LIMIT_SESSION', /bound/, { RATE_LIMIT_SESSION: undefined }],
    ['a short key of a front end', 'TRUSTED_CLIENT_KEY', /32/, { TRUSTED_CLIENT_KEY: 'x'.repeat(31) }],
    ['in production no mail', 'RESEND_API_KEY', /production/, { ...PRODUCTION, RESEND_API_KEY: undefined }],
    ['in production no origin', 'APP_URL', /production/, { ...PRODUCTION, APP_URL: '' }],
    ['in production plain HTTP', 'APP_URL', /https/, { ...PRODUCTION, APP_URL: 'http://auth.example.com' }],
    ['in production a test password', 'TEST_PWD', /production/, { ...PRODUCTION, TEST_PWD: 'let me in' }],
  ])('is named in the log by setting and rule, never by value: %s', async (_, setting, rule, changes) => {
    await isRefused(changes)
    expect(complaints()).toContainEqual([setting, expect.stringMatching(rule)])
    // Rules name these.
    const choices = new Set(['production', 'resend', 'cloudflare', 'mailbox', 'workers.dev'])
    for (const value of Object.values(changes)) {
      if (typeof value === 'string' && value.length > 5 && !choices.has(value)) {
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
    ['development on any name of this machine', { APP_URL: 'http://auth.localhost:8787' }],
    ['development on an address of this machine', { APP_URL: 'http://127.0.0.1:8787' }],
    ['apps with origins of their own', { ALLOWED_ORIGINS: APPS }],
    [
      'apps in production',
      { ...PRODUCTION, ALLOWED_ORIGINS: `${APPS},http://localhost,http://app.localhost:8080` },
    ],
    ['lives that are all equal', { ACCESS_TOKEN_TTL: '900', REFRESH_TOKEN_TTL: '900', SESSION_TTL: '900' }],
    [
      'a brand in production',
      {
        ...PRODUCTION,
        APP_URL_HOME: 'https://app.example.com/',
        BRAND_COLOR: '#0A7d5E',
        BRAND_LOGO_URL: 'https://cdn-1.bücher.example:8443/logo;a=1,2.svg',
        BRAND_SUPPORT_EMAIL: 'support@example.com',
        TERMS_URL: 'https://example.com/terms',
        PRIVACY_URL: 'https://example.com/privacy',
      },
    ],
    [
      'passkeys of a parent domain, on other pages too',
      {
        ...PRODUCTION,
        APP_URL: PUBLIC,
        PASSKEY_RP_ID: 'example.com',
        PASSKEY_ORIGINS: 'https://app.example/',
      },
    ],
    [
      'passkeys of a deployment without a domain',
      { ...PRODUCTION, APP_URL: 'https://a.b.workers.dev', PASSKEY_RP_ID: 'a.b.workers.dev' },
    ],
    ['passkeys on pages of this machine, in development', { PASSKEY_ORIGINS: LOCAL }],
    ['a colour without its #', { BRAND_COLOR: 'E11d48' }],
    ['a home on this machine, in development', { APP_URL_HOME: 'http://localhost:3000/' }],
    ['accounts that are erased at once', { DELETION_DAYS: '0' }],
    ['unverified accounts that stay', { UNVERIFIED_DAYS: '0' }],
    ['in production SMTP', { ...PRODUCTION, RESEND_API_KEY: '', MAIL_CARRIER: 'smtp', SMTP_URL: SMTP }],
    ['SMTP without a password', { MAIL_CARRIER: 'smtp', EMAIL_FROM, SMTP_URL: 'smtp://mail.example.com' }],
    ['in production Cloudflare', { ...PRODUCTION, RESEND_API_KEY: '', ...CLOUDFLARE, EMAIL: BINDING }],
    ['the mailbox beside a key', { MAIL_CARRIER: 'mailbox', RESEND_API_KEY: 're_0123456789' }],
    ['some surfaces', { SURFACES: ' account-v1 , auth-v1' }],
    ['a trivial secret, where it is left', { AUTH_SECRET_PREVIOUS: 'a'.repeat(32) }],
    ['several earlier secrets', { AUTH_SECRET_PREVIOUS: `${'a'.repeat(32)}, passwords:${'b'.repeat(32)}` }],
  ])('is accepted: %s', async (_, changes) => {
    const answer = await person({ worker: workerWith(changes) }).get('/healthz')
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }])
    expect(complaints()).toEqual([])
  })

  it('with a name that is no setting is said once in the log, with the setting that was meant', async () => {
    const changes = {
      ALOWED_ORIGINS: 'https://value-7c1.example',
      QUITE_ANOTHER_THING: 'value-7c1',
    } as Changes
    const { get } = person({ worker: workerWith(changes) })
    expect([(await get('/healthz')).status, (await get('/')).status]).toEqual([200, 200])
    const said = logged().filter(({ event }) => event === 'setting_unknown')
    expect(said.map(({ setting, nearest }) => [setting, nearest])).toEqual([
      ['ALOWED_ORIGINS', 'ALLOWED_ORIGINS'],
      ['QUITE_ANOTHER_THING', undefined],
    ])
    expect(logText()).not.toContain('value-7c1')
  })

  it('is that of production when ENVIRONMENT is not set, so that no mailbox can be read', async () => {
    const worker = workerWith({ ...PRODUCTION, ENVIRONMENT: undefined })
    expect((await person({ worker }).get('/healthz')).status).toBe(200)
    expect((await person({ worker }).get('/dev/mailbox')).status).toBe(404)
  })
})
