import type { Child } from 'hono/jsx'
import { Glyph, type Icon } from '../icons.tsx'

export type Place = { href: string; text: string; icon: Icon }

type PlacesProps = {
  places: Place[]
  current: string
  /** What they are: "Your account". */
  name: string
  /** More entries, at the end. */
  children?: Child
}

/** The pages of an account: beside the content where there is room, in a menu above it where there is not. */
export const Places = (props: PlacesProps) => {
  const here = props.places.find(({ href }) => href === props.current)
  return (
    <>
      <nav class="side" aria-label={props.name}>
        <List {...props} />
      </nav>
      <details class="menu" data-menu>
        <summary>
          <Glyph icon="menu" />
          <span class="unseen">{props.name}: </span>
          {here?.text ?? props.name}
          <Glyph icon="chevron" />
        </summary>
        <nav aria-label={props.name}>
          <List {...props} />
        </nav>
      </details>
    </>
  )
}

const List = ({ places, current, children }: PlacesProps) => (
  <ul role="list">
    {places.map(({ href, text, icon }) => (
      <li>
        <a href={href} aria-current={href === current ? 'page' : undefined}>
          <Glyph icon={icon} />
          {text}
        </a>
      </li>
    ))}
    {children}
  </ul>
)
