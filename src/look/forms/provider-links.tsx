import { ProviderMark } from '../provider-marks.tsx'
import { fill, type Naming } from '../words/naming.ts'

type ProviderLinksProps = {
  /** `id` chooses the mark, `label` is what the provider is called. */
  items: readonly { id: string; href: string; label: string }[]
  words: { with: Naming<'provider'> }
}

/** Ways to sign in with an account of another service. Each leads there, so it is a link and no button. */
export const ProviderLinks = ({ items, words }: ProviderLinksProps) => (
  <ul class="providers" role="list">
    {items.map(({ id, href, label }) => (
      <li>
        <a class="button quiet" href={href}>
          <ProviderMark id={id} />
          <span>{fill(words.with, { provider: label })}</span>
        </a>
      </li>
    ))}
  </ul>
)
