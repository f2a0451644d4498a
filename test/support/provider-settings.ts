import { type Env, parseConfig } from '../../src/config/config.ts'
import type { Provider } from '../../src/config/providers.ts'
import { bindings } from './bindings.ts'

/** Made for these tests alone. Its public half is what `appleKey` is. */
const APPLE_PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbv58fTg40fCZu4Fx
17y9lUwgP4bUsh9vAH9Yu21qU7ihRANCAATE3C4gRp9e2jIKq5YaD39dIujFtWBQ
heIPlVBF/Mv5rSFW1VVT2PUhFWe7KS9mF+Z083GrghSjlPFOeFjVfTkQ
-----END PRIVATE KEY-----`

/** An OpenID provider, which gives out the addresses of one domain. */
export const ACME_SETTINGS = {
  OIDC_ACME_ISSUER: 'https://acme.example',
  OIDC_ACME_CLIENT_ID: 'postern-at-acme',
  OIDC_ACME_CLIENT_SECRET: 'secret-of-postern-at-acme',
  OIDC_ACME_LABEL: 'Acme',
  OIDC_ACME_DOMAINS: 'acme.example',
} satisfies Partial<Env>

export const VENDOR_SETTINGS = {
  GOOGLE_CLIENT_ID: 'postern-at-google',
  GOOGLE_CLIENT_SECRET: 'secret-of-postern-at-google',
  APPLE_CLIENT_ID: 'com.example.postern',
  APPLE_TEAM_ID: 'TEAM123456',
  APPLE_KEY_ID: 'KEY1234567',
  // As .dev.vars has it, where a setting is one line.
  APPLE_PRIVATE_KEY: APPLE_PRIVATE_KEY.replaceAll('\n', String.raw`\n`),
  MICROSOFT_CLIENT_ID: 'postern-at-microsoft',
  MICROSOFT_CLIENT_SECRET: 'secret-of-postern-at-microsoft',
  GITHUB_CLIENT_ID: 'postern-at-github',
  GITHUB_CLIENT_SECRET: 'secret-of-postern-at-github',
} satisfies Partial<Env>

/** Every kind of provider. */
export const PROVIDER_SETTINGS = { ...VENDOR_SETTINGS, ...ACME_SETTINGS }

/** A provider as the settings have it. */
export function providerOf(id: string, settings: Partial<Env> = PROVIDER_SETTINGS): Provider {
  const parsed = parseConfig({ ...bindings, ...settings })
  const found = 'config' in parsed && parsed.config.PROVIDERS.find((each) => each.id === id)
  if (!found) throw new Error(`there is no provider ${id}: ${JSON.stringify(parsed)}`)
  return found
}
