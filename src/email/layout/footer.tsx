import type { Frame, Link } from '../messages/message.ts'
import { FONT, Muted } from './blocks.tsx'
import type { Brand } from '../../config/pages.ts'
import type { Paint } from './paint.ts'

/** Why one gets the mail, who to ask, and what the app has published. */
export const Footer = ({
  paint,
  reason,
  brand,
  frame,
}: {
  paint: Paint
  reason: string
  brand: Brand
  frame: Frame
}) => {
  const support = supportLink(brand)
  const pages = pageLinks(brand, frame)
  return (
    <>
      <Muted paint={paint} text={reason} />
      {support && <Muted paint={paint} text={frame.questions} link={support} />}
      {pages.length > 0 && (
        <p class="muted" style={`margin:0;${FONT};font-size:13px;line-height:1.5;${paint.muted}`}>
          {pages.map(({ label, url }, at) => (
            <>
              {at > 0 && ' · '}
              <a class="muted" href={url} style={`text-decoration:underline;${paint.muted}`}>
                {label}
              </a>
            </>
          ))}
        </p>
      )}
    </>
  )
}

const supportLink = ({ BRAND_SUPPORT_EMAIL: address }: Brand): Link | undefined =>
  address === undefined
    ? undefined
    : { label: address, url: `mailto:${encodeURIComponent(address).replace('%40', '@')}` }

/** The published pages of the app. */
export const pageLinks = ({ TERMS_URL, PRIVACY_URL }: Brand, { terms, privacy }: Frame): Link[] => [
  ...(TERMS_URL === undefined ? [] : [{ label: terms, url: TERMS_URL }]),
  ...(PRIVACY_URL === undefined ? [] : [{ label: privacy, url: PRIVACY_URL }]),
]
