import type { Brand } from '../config/pages.ts'

/** What a page may do besides showing itself. */
type Allowed = {
  style?: string
  script?: string
  connect?: string
  form?: string
  /** The widget of Turnstile, as Cloudflare documents it. */
  human?: boolean
  /** A script of others writes markup. */
  writesMarkup?: boolean
}

/** No script of ours writes markup, so no text can become a script by mistake (Trusted Types). */
export const TRUSTED_TYPES = ["require-trusted-types-for 'script'", "trusted-types 'none'"]

/** Of every page whose forms are sent to us. */
export const FORM_PAGE_HEADERS = {
  // A window that has opened a page of ours cannot reach into it, nor the page into the window.
  'Cross-Origin-Opener-Policy': 'same-origin',
  // Without it browsers would send `Origin: null` with our own forms.
  'Referrer-Policy': 'same-origin',
  Vary: 'Accept-Language, Cookie',
}

/** The colours of the brand, as the tokens of styles/tokens.css. Empty where the default colours stay. */
export function brandStyle({ BRAND_COLOR }: Pick<Brand, 'BRAND_COLOR'>): string {
  if (!BRAND_COLOR) return ''
  const { light, dark } = BRAND_COLOR
  const pair = (name: string, part: keyof typeof light) =>
    `--${name}:light-dark(${light[part]},${dark[part]})`
  return `:root{${[pair('fill', 'fill'), pair('on-fill', 'onFill'), pair('accent', 'link'), pair('soft', 'soft')].join(';')}}`
}

/**
 * Our own stylesheet, what is allowed besides, and nothing else. The colours of the brand are allowed by their
 * hash, and the logo by its origin.
 */
export async function policyOf(config: Brand, allowed: Allowed): Promise<string> {
  const { BRAND_LOGO_URL: logo } = config
  const colors = brandStyle(config)
  return written(allowed, {
    colors: colors === '' ? '' : ` ${await hashOf(colors)}`,
    logo: logo === undefined ? '' : ` ${new URL(logo).origin}`,
  })
}

/** Every policy that `policyOf` can make, for the API document. */
export const policyForm = (allowed: Allowed): RegExp =>
  new RegExp(`^${written(allowed, { colors: "( 'sha256-[A-Za-z0-9+/=]+')?", logo: '( https?://[^ ;]+)?' })}$`)

/** The same where a route answers with a page or with JSON, which may do nothing. */
export const policyFormOrNone = (allowed: Allowed): RegExp =>
  new RegExp(`${policyForm(allowed).source}|^default-src 'none'; frame-ancestors 'none'$`)

const TURNSTILE = 'https://challenges.cloudflare.com'

/** The script of Turnstile loads itself anew at times. scripts/human.js makes the policy that lets only it through. */
const TRUSTED_WITH_TURNSTILE = [TRUSTED_TYPES[0], 'trusted-types default']

const written = (
  { style, script, connect, form = "'none'", human = false, writesMarkup = false }: Allowed,
  { colors, logo }: { colors: string; logo: string },
) =>
  [
    "default-src 'none'",
    `style-src ${style ?? `'self'${colors}`}`,
    ...(script ? [`script-src ${script}${human ? ` ${TURNSTILE}` : ''}`] : []),
    ...(human ? [`frame-src ${TURNSTILE}`] : []),
    ...(connect ? [`connect-src ${connect}`] : []),
    `img-src data:${logo}`,
    "base-uri 'none'",
    `form-action ${form}`,
    "frame-ancestors 'none'",
    ...(writesMarkup ? [] : human ? TRUSTED_WITH_TURNSTILE : TRUSTED_TYPES),
  ].join('; ')

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}
