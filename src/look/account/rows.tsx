import type { Child } from 'hono/jsx'
import { Glyph, type Icon } from '../icons.tsx'

/** A list of rows. */
export const Rows = ({ children }: { children: Child }) => (
  <ul class="rows" role="list">
    {children}
  </ul>
)

/** An icon of its kind, such as a phone or a key, or the mark of a provider. */
type Picture = { icon: Icon; mark?: undefined } | { icon?: undefined; mark: Child }

type RowProps = Picture & {
  title: Child
  /** Such as "This device". */
  badge?: Child
  /** Muted, under the title, one below the other. */
  lines?: Child[]
  /** At the right. */
  action?: Child
  /** Below all of it, for instance a fold with a form. */
  children?: Child
}

export const Row = ({ icon, mark, title, badge, lines = [], action, children }: RowProps) => (
  <li>
    <span class="tile">{icon === undefined ? mark : <Glyph icon={icon} />}</span>
    <div class="about">
      <p>
        <strong>{title}</strong>
        {badge}
      </p>
      {lines.map((line) => (
        <p class="muted small">{line}</p>
      ))}
    </div>
    {action && <div class="act">{action}</div>}
    {children && <div class="more">{children}</div>}
  </li>
)
