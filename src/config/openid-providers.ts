import * as z from 'zod/mini'
import { normaliseEmail } from '../core/identity/email-address.ts'
import { isLoopback } from '../core/loopback.ts'
import { missingIn, type Named, visible } from './providers.ts'
import { list } from './readers.ts'

/** Providers that nobody knew when this was written: their settings have a name of the operator's in them. */

const ISSUER_RULE = 'an https address without query and fragment; http for this machine in development only'
const LABEL_RULE = '1 to 40 printable characters'

/** As URL reads it: discovery begins there, and no issuer has more (OpenID Connect Discovery 1.0 §3). */
function isIssuer(text: string): boolean {
  const url = URL.parse(text)
  if (!url || /[\s?#]/.test(text) || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

const domainOf = (text: string) => normaliseEmail(`anybody@${text}`)?.split('@')[1]

const fields = {
  ISSUER: z.string(ISSUER_RULE).check(z.refine(isIssuer, ISSUER_RULE)),
  CLIENT_ID: visible,
  CLIENT_SECRET: visible,
  /** What its button says; the name if it is not set. */
  LABEL: z.optional(z.string(LABEL_RULE).check(z.regex(/^(?!\s*$)[^\p{C}]{1,40}$/u, LABEL_RULE))),
  /** Domains whose addresses it gives out: its word proves such a mailbox. */
  DOMAINS: z.pipe(
    z.pipe(
      list,
      z.transform((items) => items.map(domainOf)),
    ),
    z.array(z.string('mail domains, comma-separated')),
  ),
}
const Fields = z.object(fields)

type Field = keyof typeof fields

const FIELDS = Object.keys(fields) as Field[]
const NAME = String.raw`[A-Z\d]+(?:_[A-Z\d]+)*`
const PATTERN = new RegExp(`^OIDC_(${NAME})_(${FIELDS.join('|')})$`)

const settingOf = (name: string, field: string) => `OIDC_${name}_${field}`

/** How the guide writes the names of these settings. */
export const OPENID_SETTINGS = FIELDS.map((field) => settingOf('<NAME>', field))

/** Whether a name is one of these settings, whatever the operator calls the provider. */
export const isOpenIdSetting = (name: string) => PATTERN.test(name)

/** What a name that begins like these settings may have been meant to be: its words are a name, then a field. */
export function openIdSettingsLike(name: string): string[] {
  const [, first, ...words] = name.toUpperCase().split('_')
  if (!name.toUpperCase().startsWith('OIDC_') || !first) return []
  const names = words.map((_, index) => [first, ...words.slice(0, index)].join('_'))
  return names.flatMap((each) => FIELDS.map((field) => settingOf(each, field))).filter(isOpenIdSetting)
}

type Read = { providers: Named[]; problems: { setting: string; rule: string }[] }

/**
 * Reads the settings of every provider that the operator has named, in the order of those names. A problem names
 * the setting and the rule, never the value.
 */
export function readOpenIdProviders(given: Record<string, unknown>, environment: string): Read {
  const read = namesIn(given).map((name) => readProvider(name, given, environment))
  return {
    providers: read.flatMap(({ providers }) => providers),
    problems: read.flatMap(({ problems }) => problems),
  }
}

const namesIn = (given: Record<string, unknown>) =>
  [...new Set(Object.keys(given).flatMap((each) => PATTERN.exec(each)?.[1] ?? []))].toSorted()

function readProvider(name: string, given: Record<string, unknown>, environment: string): Read {
  const entries = FIELDS.map((field) => [field, given[settingOf(name, field)]] as const)
  const texts = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  const [required, others] = [partsOf(name, texts, REQUIRED), partsOf(name, texts, OPTIONAL)]
  const missing = missingIn(required, others)
  const parsed = Fields.safeParse(texts)
  if (!parsed.success || missing.length > 0) {
    const wrong = (parsed.error?.issues ?? []).filter(({ path: [field] }) => String(field) in texts)
    const said = wrong.map(({ path, message }) => ({
      setting: settingOf(name, String(path[0])),
      rule: message,
    }))
    return { providers: [], problems: [...missing, ...said] }
  }
  const { ISSUER, CLIENT_ID, CLIENT_SECRET, LABEL, DOMAINS } = parsed.data
  if (environment !== 'development' && ISSUER.startsWith('http:'))
    return { providers: [], problems: [{ setting: settingOf(name, 'ISSUER'), rule: ISSUER_RULE }] }
  const provider: Named = {
    id: `oidc_${name.toLowerCase()}`,
    kind: 'oidc',
    label: LABEL ?? name,
    issuer: ISSUER,
    clientId: CLIENT_ID,
    credentials: { secret: CLIENT_SECRET },
    domains: DOMAINS,
  }
  return { providers: [provider], problems: [] }
}

const REQUIRED: Field[] = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET']
const OPTIONAL: Field[] = ['LABEL', 'DOMAINS']

/** Whether each is there, by the names that the operator wrote. */
const partsOf = (name: string, texts: Record<string, unknown>, which: Field[]) =>
  Object.fromEntries(
    which.map((field) => [settingOf(name, field), texts[field] === undefined ? undefined : field]),
  )
