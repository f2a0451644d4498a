import type { Brand } from '../../../config/pages.ts'

const SHA_256 = "'sha256-[A-Za-z0-9+/=]+'"

/** The policy of the pages behind our mails, for the API document. */
export const PAGE_POLICY = new RegExp(
  `^default-src 'none'; style-src 'self'( ${SHA_256})?; script-src 'self'; connect-src 'self'; img-src data:( https?://[^ ;]+)?; base-uri 'none'; form-action '(none|self)'; frame-ancestors 'none'$`,
)

/** What a page may do besides showing itself. */
type Allowed = { style?: string; script?: string; connect?: string; form?: string }

/** The colours of the brand, as the tokens of styles/tokens.css. Empty where the default colours stay. */
export function brandStyle({ BRAND_COLOR }: Brand): string {
  if (!BRAND_COLOR) return ''
  const { light, dark } = BRAND_COLOR
  const pair = (name: string, part: keyof typeof light) =>
    `--${name}:light-dark(${light[part]},${dark[part]})`
  return `:root{${[pair('fill', 'fill'), pair('on-fill', 'onFill'), pair('accent', 'link'), pair('soft', 'soft')].join(';')}}`
}

/**
 * Our own stylesheet and script, requests to ourselves, and nothing else. The colours of the brand are allowed
 * by their hash, and the logo by its origin.
 */
export async function policyOf(config: Brand, { style, script, connect, form }: Allowed): Promise<string> {
  const colors = brandStyle(config)
  const styles = style ?? (colors === '' ? "'self'" : `'self' ${await hashOf(colors)}`)
  return [
    "default-src 'none'",
    `style-src ${styles}`,
    ...(script ? [`script-src ${script}`] : []),
    ...(connect ? [`connect-src ${connect}`] : []),
    `img-src ${imagesOf(config)}`,
    "base-uri 'none'",
    `form-action ${form ?? "'none'"}`,
    "frame-ancestors 'none'",
  ].join('; ')
}

const imagesOf = ({ BRAND_LOGO_URL }: Brand) =>
  BRAND_LOGO_URL ? `data: ${new URL(BRAND_LOGO_URL).origin}` : 'data:'

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}
