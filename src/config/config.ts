import * as z from 'zod/mini'
import * as accounts from './accounts.ts'
import * as limits from './limits.ts'
import * as mail from './mail.ts'
import * as pages from './pages.ts'
import * as passkeys from './passkeys.ts'
import { isOpenIdSetting, openIdSettingsLike } from './openid-providers.ts'
import * as passwords from './passwords.ts'
import * as providers from './providers.ts'
import * as service from './service.ts'
import { readProviders } from './sign-in-providers.ts'
import * as tokens from './tokens.ts'
import { nearestOf } from './unknown-names.ts'

/** Every setting of the service. src/docs/settings.md explains them to whoever deploys. */
const settings = {
  ...service.settings,
  ...accounts.settings,
  ...mail.settings,
  ...tokens.settings,
  ...passkeys.settings,
  ...passwords.settings,
  ...limits.settings,
  ...pages.settings,
  ...providers.settings,
}
const Settings = z.object(settings)
const CONTRADICTIONS = [
  ...service.contradictions,
  ...mail.contradictions,
  ...limits.contradictions,
  ...tokens.contradictions,
  ...passkeys.contradictions,
  ...pages.contradictions,
]

/** The names that are known beforehand. Those of OpenID providers have a name of the operator's in them. */
export const SETTING_NAMES = Object.keys(settings)

/** Whether the service reads a setting of this name. */
export const isSetting = (name: string) => SETTING_NAMES.includes(name) || isOpenIdSetting(name)

const BINDINGS = ['DB', 'KV', 'RATE_LIMIT', 'RATE_LIMIT_SESSION'] as const

const NO_EMAIL = {
  setting: 'EMAIL',
  rule: 'bound in wrangler.toml as [[send_email]], for MAIL_CARRIER=cloudflare',
}

/** A page would ask for a check and show none. */
const NO_SITE_KEY = {
  setting: 'TURNSTILE_SITE_KEY',
  rule: 'set in production where TURNSTILE_SECRET is set and SURFACES has pages',
}

/** The site key may be alone: it is deployed first, and then the secret, so that the service never stops. */
const lacksSiteKey = (config: z.output<typeof Settings>) =>
  config.ENVIRONMENT === 'production' &&
  config.SURFACES.includes('pages') &&
  config.TURNSTILE_SECRET !== undefined &&
  config.TURNSTILE_SITE_KEY === undefined

/** What the platform hands to the Worker: bindings, and settings as strings. */
export type Env = {
  DB: D1Database
  KV: KVNamespace
  RATE_LIMIT: RateLimit
  RATE_LIMIT_SESSION: RateLimit
  ASSETS: Fetcher
  /** Cloudflare's Email Service, for who uses it. */
  EMAIL?: SendEmail
} & Partial<Record<keyof typeof settings, string>> & { [Name in `OIDC_${string}`]?: string }

/** A configuration that has passed every check: what depends on the environment is known. */
export type ReadyConfig = Omit<
  z.output<typeof Settings>,
  'PASSKEY_RP_ID' | keyof typeof providers.settings
> & {
  APP_URL: string
  LIMITS: 'on' | 'off'
  /** Undefined where passkeys are off, because the host of APP_URL is an IP address. */
  PASSKEY_RP_ID: string | undefined
  /** Whom people can sign in with, in the order of the buttons. */
  PROVIDERS: readonly providers.Provider[]
}

export type Problem = { setting: string; rule: string }

/** A name that is no setting, and the one that was probably meant. */
type Unknown = { setting: string; nearest: string | undefined }

/**
 * Reads the settings, once per isolate. A problem names the setting and the rule, never the value: it
 * goes into the log.
 */
export function parseConfig(env: Env): { config: ReadyConfig; unknown: Unknown[] } | { problems: Problem[] } {
  // `.dev.vars` cannot say that a setting is absent: an empty one is.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = z.safeParse(Settings, present)
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ setting: String(path[0]), rule: message })),
    }
  }
  const config = parsed.data
  const signIn = readProviders(present, config)
  const problems: Problem[] = [
    ...CONTRADICTIONS.filter(({ when }) => when(config)).map(({ setting, rule }) => ({ setting, rule })),
    ...BINDINGS.filter((binding) => !env[binding]).map((setting) => ({
      setting,
      rule: 'bound in wrangler.toml',
    })),
    ...(lacksSiteKey(config) ? [NO_SITE_KEY] : []),
    ...(mail.carrierOf(config) === 'cloudflare' && !env.EMAIL ? [NO_EMAIL] : []),
    ...signIn.problems,
  ]
  if (problems.length > 0) return { problems }
  const LIMITS = config.LIMITS ?? (config.ENVIRONMENT === 'development' ? 'off' : 'on')
  return {
    // Absent in development only: in production that is a contradiction.
    config: {
      ...config,
      APP_URL: config.APP_URL ?? service.DEVELOPMENT_URL,
      LIMITS,
      PASSKEY_RP_ID: passkeys.rpIdOf(config),
      PROVIDERS: signIn.PROVIDERS,
    },
    unknown: unknownSettings(present),
  }
}

/** Texts that the service was given and does not read, each with the setting that was probably meant. */
export const unknownSettings = (given: Record<string, unknown>): Unknown[] =>
  Object.entries(given)
    .filter(([name, value]) => isText(value) && !name.startsWith('_') && !isSetting(name))
    .map(([setting]) => ({ setting, nearest: nearestSetting(setting) }))

const nearestSetting = (name: string) => nearestOf(name, [...SETTING_NAMES, ...openIdSettingsLike(name)])

/** Bindings are objects. Names with an underscore in front are those of tools. */
const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number'
