import type { Child } from 'hono/jsx'
import { Glyph, type Icon } from '../icons.tsx'

type EmptyProps = {
  icon: Icon
  title: string
  /** What will be here. */
  text: Child
  /** How to begin. */
  children?: Child
}

/** A list without rows. */
export const Empty = ({ icon, title, text, children }: EmptyProps) => (
  <div class="none">
    <span class="tile">
      <Glyph icon={icon} />
    </span>
    <strong>{title}</strong>
    <p class="muted">{text}</p>
    {children}
  </div>
)
