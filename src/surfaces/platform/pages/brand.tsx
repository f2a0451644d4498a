import type { Brand } from '../../../config/pages.ts'
import type { Words } from './words/words.ts'

/** An arch with an open door. */
const MARK =
  'M3 22V11a9 9 0 0 1 18 0v11h-3V11a6 6 0 0 0-9.5-4.87A6 6 0 0 0 6 11v11zM8 22V9.5l6.5 2.2V24zm4.6-5.6a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8z'

const DEFAULT_ACCENT = '#3846c7'

/** The logo of the app, or the mark of the service, with the name of the app. */
export const BrandLine = ({ config, href }: { config: Brand; href?: string | undefined }) => (
  <p class="brand">
    {config.BRAND_LOGO_URL ? (
      <img src={config.BRAND_LOGO_URL} alt="" />
    ) : (
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path fill-rule="evenodd" d={MARK} />
      </svg>
    )}
    {href ? <a href={href}>{config.APP_NAME}</a> : <span>{config.APP_NAME}</span>}
  </p>
)

/** The mark as the icon of the tab. */
export function iconOf({ BRAND_COLOR }: Brand): string {
  const fill = encodeURIComponent(BRAND_COLOR?.light.fill ?? DEFAULT_ACCENT)
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='${fill}' fill-rule='evenodd' d='${MARK}'/%3E%3C/svg%3E`
}

/** Terms, privacy, support: what of them is set. */
export const BrandFooter = ({ config, words }: { config: Brand; words: Words }) => {
  const { TERMS_URL, PRIVACY_URL, BRAND_SUPPORT_EMAIL } = config
  const links = [
    { href: TERMS_URL, text: words.terms },
    { href: PRIVACY_URL, text: words.privacy },
    { href: BRAND_SUPPORT_EMAIL && `mailto:${BRAND_SUPPORT_EMAIL}`, text: words.support },
  ].filter(({ href }) => href !== undefined)
  if (links.length === 0) return null
  return (
    <footer class="links">
      {links.map(({ href, text }) => (
        <a href={href}>{text}</a>
      ))}
    </footer>
  )
}
