import type { Child } from 'hono/jsx'
import { Glyph, type Icon } from '../icons.tsx'

/** A list of rows. */
export const Rows = ({ children }: { children: Child }) => (
  <ul class="rows" role="list">
    {children}
  </ul>
)

type RowProps = {
  /** Of its kind: a phone, a key. */
  icon: Icon
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

export const Row = ({ icon, title, badge, lines = [], action, children }: RowProps) => (
  <li>
    <span class="tile">
      <Glyph icon={icon} />
    </span>
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
