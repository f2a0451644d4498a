import * as z from 'zod/mini'
import { list } from './readers.ts'

/** A provider that people sign in with, as the settings have it. */
export type Provider = {
  /** Its name in addresses: `google`, or `oidc_acme` for OIDC_ACME_ISSUER. */
  id: string
  kind: 'google' | 'github' | 'apple' | 'microsoft' | 'oidc'
  /** What a button says. */
  label: string
  /** Where discovery begins. Of `microsoft` with its tenant as the setting has it, `common` too: no token has that. */
  issuer: string
  clientId: string
  credentials: { secret: string } | { teamId: string; keyId: string; privateKey: string }
  /** Domains whose addresses it gives out. */
  domains: readonly string[]
  /** Nobody who comes from there is asked for a second step. */
  skipsSecondStep: boolean
}

const VISIBLE_RULE = 'printable ASCII without spaces'
/** They go into addresses and forms, and one that was copied with a space is refused by the provider alone. */
export const visible = z.string(VISIBLE_RULE).check(z.regex(/^[\x21-\x7e]+$/, VISIBLE_RULE))

const APPLE_RULE = 'ten capital letters and digits'
const appleId = z.string(APPLE_RULE).check(z.regex(/^[A-Z0-9]{10}$/, APPLE_RULE))

const KEY_RULE = String.raw`the whole text of Apple's .p8 file, with \n or line breaks`
const PEM = /^-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\n]+)-----END PRIVATE KEY-----$/
/** The curve of ES256 as DER writes it (RFC 5480 §2.1.1.1): a key of another kind is refused here, not by Apple. */
const P256 = '06082a8648ce3d030107'

/** `.dev.vars` has a line for each setting, so a line break is written there. */
const withLineBreaks = (text: string) =>
  text
    .replaceAll(String.raw`\n`, '\n')
    .replaceAll('\r', '')
    .trim()

function isKeyOfP256(pem: string): boolean {
  try {
    const der = atob((PEM.exec(pem)?.[1] ?? '').replaceAll('\n', ''))
    const hex = [...der].map((each) => each.charCodeAt(0).toString(16).padStart(2, '0')).join('')
    return hex.startsWith('30') && hex.includes(P256)
  } catch {
    return false
  }
}

const TENANT_RULE = 'common, organizations, consumers, the id of a tenant, or its domain'
const TENANT =
  /^(?:common|organizations|consumers|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?:[a-z\d-]{1,63}\.)+[a-z]{2,63})$/

export const settings = {
  GOOGLE_CLIENT_ID: z.optional(visible),
  GOOGLE_CLIENT_SECRET: z.optional(visible),
  GITHUB_CLIENT_ID: z.optional(visible),
  GITHUB_CLIENT_SECRET: z.optional(visible),
  APPLE_CLIENT_ID: z.optional(visible),
  APPLE_TEAM_ID: z.optional(appleId),
  APPLE_KEY_ID: z.optional(appleId),
  /** Signs what Apple takes for a secret. */
  APPLE_PRIVATE_KEY: z.optional(
    z.pipe(
      z.pipe(z.string(KEY_RULE), z.transform(withLineBreaks)),
      z.string().check(z.refine(isKeyOfP256, KEY_RULE)),
    ),
  ),
  MICROSOFT_CLIENT_ID: z.optional(visible),
  MICROSOFT_CLIENT_SECRET: z.optional(visible),
  /** Whose accounts sign in; `common`, which is everybody's, if it is not set. */
  MICROSOFT_TENANT: z.optional(
    z.pipe(
      z.pipe(
        z.string(TENANT_RULE),
        z.transform((tenant) => tenant.toLowerCase()),
      ),
      z.string().check(z.regex(TENANT, TENANT_RULE)),
    ),
  ),
  /** Providers whose word is enough where a second step is asked for. */
  SECOND_STEP_SKIPPED_FOR: list,
}

export type ProviderSettings = z.output<z.ZodMiniObject<typeof settings>>

/** A setting that lacks another one, whose name is in the rule. */
type Problem = { setting: string; rule: string }

/** What a provider is made of: settings that belong together. */
type Parts = Record<string, string | undefined>

/** The settings that are missing while another of the same provider is there. */
export function missingIn(required: Parts, others: Parts = {}): Problem[] {
  const [present] = Object.entries({ ...required, ...others }).find(([, value]) => value !== undefined) ?? []
  if (present === undefined) return []
  return Object.entries(required)
    .filter(([, value]) => value === undefined)
    .map(([setting]) => ({ setting, rule: `required with ${present}` }))
}

/** Half of a provider is a mistake, and never a provider that is left out. */
export function problemsOfVendors(config: ProviderSettings): Problem[] {
  const { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = config
  const { APPLE_CLIENT_ID, APPLE_TEAM_ID, APPLE_KEY_ID, APPLE_PRIVATE_KEY } = config
  const { MICROSOFT_CLIENT_ID, MICROSOFT_CLIENT_SECRET, MICROSOFT_TENANT } = config
  return [
    ...missingIn({ GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET }),
    ...missingIn({ APPLE_CLIENT_ID, APPLE_TEAM_ID, APPLE_KEY_ID, APPLE_PRIVATE_KEY }),
    ...missingIn({ MICROSOFT_CLIENT_ID, MICROSOFT_CLIENT_SECRET }, { MICROSOFT_TENANT }),
    ...missingIn({ GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET }),
  ]
}

/** A provider before it is known whether its people are asked for a second step. */
export type Named = Omit<Provider, 'skipsSecondStep'>

/** The vendors that are set, in the order of their buttons. */
export function vendorsOf(config: ProviderSettings): Named[] {
  const { APPLE_TEAM_ID: teamId, APPLE_KEY_ID: keyId, APPLE_PRIVATE_KEY: privateKey } = config
  const apple = teamId && keyId && privateKey ? { teamId, keyId, privateKey } : undefined
  const tenant = config.MICROSOFT_TENANT ?? 'common'
  return [
    ...vendor('google', 'Google', {
      issuer: 'https://accounts.google.com',
      clientId: config.GOOGLE_CLIENT_ID,
      credentials: secretOf(config.GOOGLE_CLIENT_SECRET),
    }),
    ...vendor('apple', 'Apple', {
      issuer: 'https://appleid.apple.com',
      clientId: config.APPLE_CLIENT_ID,
      credentials: apple,
    }),
    ...vendor('microsoft', 'Microsoft', {
      issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
      clientId: config.MICROSOFT_CLIENT_ID,
      credentials: secretOf(config.MICROSOFT_CLIENT_SECRET),
    }),
    ...vendor('github', 'GitHub', {
      issuer: 'https://github.com',
      clientId: config.GITHUB_CLIENT_ID,
      credentials: secretOf(config.GITHUB_CLIENT_SECRET),
    }),
  ]
}

const secretOf = (secret: string | undefined) => (secret === undefined ? undefined : { secret })

function vendor(
  kind: Exclude<Provider['kind'], 'oidc'>,
  label: string,
  set: { issuer: string; clientId: string | undefined; credentials: Provider['credentials'] | undefined },
): Named[] {
  const { issuer, clientId, credentials } = set
  if (clientId === undefined || credentials === undefined) return []
  return [{ id: kind, kind, label, issuer, clientId, credentials, domains: [] }]
}
