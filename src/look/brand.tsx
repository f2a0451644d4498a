import { raw } from 'hono/html'
import type { Brand } from '../config/pages.ts'
import { MARK } from './assets.ts'
import type { Words } from './words/words.ts'

/** The logo of the app, or the mark of the service, with the name of the app. */
export const BrandLine = ({ config, href }: { config: Brand; href?: string | undefined }) => (
  <p class="brand">
    {config.BRAND_LOGO_URL ? <img src={config.BRAND_LOGO_URL} alt="" /> : raw(MARK)}
    {href ? <a href={href}>{config.APP_NAME}</a> : <span>{config.APP_NAME}</span>}
  </p>
)

/** The mark as the icon of the tab. */
export function iconOf({ BRAND_COLOR: color }: Brand): string {
  const mark = color ? MARK.replace(/ fill="[^"]*"/, ` fill="${color.light.fill}"`) : MARK
  return `data:image/svg+xml,${encodeURIComponent(mark)}`
}

type LinkProps = { config: Brand; words: Pick<Words, 'terms' | 'privacy' | 'support'> }

/** Terms, privacy, support: what of them is set. */
export const BrandLinks = ({ config, words }: LinkProps) => {
  const { TERMS_URL, PRIVACY_URL, BRAND_SUPPORT_EMAIL } = config
  const links = [
    { href: TERMS_URL, text: words.terms },
    { href: PRIVACY_URL, text: words.privacy },
    { href: BRAND_SUPPORT_EMAIL && `mailto:${BRAND_SUPPORT_EMAIL}`, text: words.support },
  ].filter(({ href }) => href !== undefined)
  return (
    <div class="links">
      {links.map(({ href, text }) => (
        <a href={href}>{text}</a>
      ))}
    </div>
  )
}

/** The same as the end of a page that has no other. */
export const BrandFooter = (props: LinkProps) => (
  <footer>
    <BrandLinks {...props} />
  </footer>
)
