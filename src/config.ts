import * as z from 'zod/mini'
import { normaliseEmail } from './core/identity/email-address.ts'

/** What the platform hands to the Worker: bindings, and settings as strings. */
export type Env = { DB: D1Database; KV: KVNamespace; RATE_LIMIT: RateLimit } & Partial<
  Record<Setting, string>
>

type Config = z.output<typeof Settings>
type Setting = keyof typeof settings
export type Problem = { setting: string; rule: string }

const DAY = 86_400

function number(fallback: number, { min, max }: { min: number; max: number }) {
  const rule = `a whole number from ${min} to ${max}`
  return z.pipe(
    z.transform((value: unknown) => {
      if (value === undefined) return fallback
      const text = typeof value === 'number' ? String(value) : value // TOML has numbers
      return typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : NaN
    }),
    z.number(rule).check(z.gte(min, rule), z.lte(max, rule)),
  )
}

const list = z.pipe(
  z._default(z.string(), ''),
  z.transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
)

const url = (rule: string) =>
  z.string(rule).check(z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), rule))

/** An origin as browsers write it: scheme, host, port, and nothing behind them. */
const origin = (rule: string) =>
  z.pipe(
    z.string(rule),
    z.pipe(
      z.transform((value: string) => value.replace(/\/$/, '')),
      z
        .string()
        .check(z.refine((value) => /^https?:/.test(value) && URL.parse(value)?.origin === value, rule)),
    ),
  )

const SECRET_RULE = 'at least 32 characters'
const PASSWORDS_ONLY = 'passwords:'

/** A secret must be able to move to AUTH_SECRET_PREVIOUS one day, where commas, spaces and a mark mean something. */
const canBecomePrevious = (secret: string) =>
  !secret.includes(',') && secret === secret.trim() && !secret.startsWith(PASSWORDS_ONLY)

/** An older secret: checks everything made under it or, after a leak, passwords and nothing else. */
const previousSecrets = z.pipe(
  list,
  z.pipe(
    z.transform((items: string[]) =>
      items.map((item) =>
        item.startsWith(PASSWORDS_ONLY)
          ? { secret: item.slice(PASSWORDS_ONLY.length), passwordsOnly: true }
          : { secret: item, passwordsOnly: false },
      ),
    ),
    z
      .array(z.object({ secret: z.string(), passwordsOnly: z.boolean() }))
      .check(z.refine((items) => items.every(({ secret }) => secret.length >= 32), `each ${SECRET_RULE}`)),
  ),
)

/** Every setting of the service, a line each. src/docs/settings.md explains them. */
const settings = {
  /** The one secret; every key of the service is derived from it. */
  AUTH_SECRET: z
    .string(SECRET_RULE)
    .check(
      z.minLength(32, SECRET_RULE),
      z.refine(canBecomePrevious, `no comma, no space at its ends, no "${PASSWORDS_ONLY}" in front`),
    ),
  /** Earlier secrets, comma-separated; `passwords:<secret>` for one that leaked. */
  AUTH_SECRET_PREVIOUS: previousSecrets,
  ENVIRONMENT: z._default(z.enum(['production', 'development'], 'production or development'), 'production'),
  APP_NAME: z._default(
    z.string().check(z.refine((name) => /^[^\p{Cc}]{1,60}$/u.test(name), '1 to 60 printable characters')),
    'Postern',
  ),
  /** Issuer, audience, and the origin of every mailed link. */
  APP_URL: z.optional(origin('an origin such as https://auth.example.com')),
  RESET_URL: z.optional(url('an absolute http(s) address')),
  VERIFY_URL: z.optional(url('an absolute http(s) address')),
  /** Origins whose pages may call the service. */
  ALLOWED_ORIGINS: z.pipe(list, z.array(origin('exact origins, comma-separated'))),
  RESEND_API_KEY: z.optional(z.string()),
  RESEND_BASE_URL: z.optional(url('an absolute http(s) address')),
  EMAIL_FROM: z.optional(z.string().check(z.regex(/^[^\p{Cc}]+@[^\p{Cc}]+$/u, 'a mail sender'))),
  /** With it auth-v1 takes 1234 for every code. Never in production. */
  TEST_PWD: z.optional(z.string()),
  /** With it Turnstile is asked before registering, and before signing in where that was throttled. */
  TURNSTILE_SECRET: z.optional(z.string()),
  /** Whether new passwords are looked up in the list of breached ones; five hex characters leave. */
  BREACHED_PASSWORD_CHECK: z._default(z.enum(['on', 'off'], 'on or off'), 'off'),
  /** Addresses that are administrators as soon as they are verified. */
  ADMIN_EMAILS: z.pipe(
    z.pipe(
      list,
      z.transform((items) => items.map(normaliseEmail)),
    ),
    z.array(z.string('e-mail addresses, comma-separated')),
  ),
  ACCESS_TOKEN_TTL: number(1_800, { min: 60, max: DAY }),
  REFRESH_TOKEN_TTL: number(14 * DAY, { min: 60, max: 365 * DAY }),
  SESSION_TTL: number(30 * DAY, { min: 60, max: 365 * DAY }),
  CODE_TTL: number(600, { min: 60, max: 3_600 }),
  RESET_LINK_TTL: number(3_600, { min: 60, max: DAY }),
  PASSWORD_MIN_LENGTH: number(8, { min: 8, max: 64 }),
  /** PBKDF2 iterations in total; no single call ever makes more than 100 000. */
  PASSWORD_ITERATIONS: number(600_000, { min: 10_000, max: 1_200_000 }),
  /** Mails with codes and links, all together: Resend has a limit of its own. */
  MAIL_PER_MINUTE: number(100, { min: 1, max: 100_000 }),
  COOKIE_SAMESITE: z._default(z.enum(['Strict', 'Lax', 'None'], 'Strict, Lax or None'), 'Lax'),
  /** Unix seconds. Tokens and sessions from before are dead: for after a database was restored. */
  NOT_BEFORE: number(0, { min: 0, max: 9_999_999_999 }),
}

export const SETTING_NAMES = Object.keys(settings)

const Settings = z.pipe(
  z.object(settings),
  z.transform((config) => ({
    ...config,
    APP_URL: config.APP_URL ?? (config.ENVIRONMENT === 'development' ? 'http://localhost:8787' : undefined),
  })),
)

/**
 * Reads the settings, once per isolate. What is wrong is named by setting and rule, never by value:
 * the answer goes into the log.
 */
export function parseConfig(env: Env): { config: ReadyConfig } | { problems: Problem[] } {
  // `.dev.vars` cannot say that a setting is absent: an empty one is.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = z.safeParse(Settings, present)
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ setting: String(path[0]), rule: message })),
    }
  }
  const problems = [...contradictions(parsed.data), ...missingBindings(env)]
  return problems.length > 0 ? { problems } : { config: parsed.data as ReadyConfig }
}

/** A configuration that has passed every check: the issuer is known. */
export type ReadyConfig = Config & { APP_URL: string }

function contradictions(config: Config): Problem[] {
  const problems: Problem[] = []
  const refuse = (setting: Setting, rule: string) => problems.push({ setting, rule })
  const secrets = [config.AUTH_SECRET, ...config.AUTH_SECRET_PREVIOUS.map(({ secret }) => secret)]
  if (new Set(secrets).size < secrets.length) refuse('AUTH_SECRET_PREVIOUS', 'no secret twice')
  if (config.RESEND_API_KEY && !config.EMAIL_FROM) refuse('EMAIL_FROM', 'required with RESEND_API_KEY')
  if (config.ENVIRONMENT === 'production') {
    if (!config.APP_URL) refuse('APP_URL', 'required in production')
    else if (!config.APP_URL.startsWith('https:')) refuse('APP_URL', 'https in production')
    if (!config.RESEND_API_KEY) refuse('RESEND_API_KEY', 'required in production')
    if (config.TEST_PWD) refuse('TEST_PWD', 'refused in production')
  }
  return problems
}

function missingBindings(env: Env): Problem[] {
  return (['DB', 'KV', 'RATE_LIMIT'] as const)
    .filter((binding) => !env[binding])
    .map((setting) => ({ setting, rule: 'bound in wrangler.toml' }))
}
