import type { Child } from 'hono/jsx'
import { Glyph, type Icon } from '../icons.tsx'

type SubmitProps = {
  /** What it does: "Sign in", not "OK". */
  children: Child
  kind?: 'primary' | 'quiet' | 'danger'
  icon?: Icon | undefined
  /** In a row, beside what it is about. */
  small?: boolean
  /** What the form posts when this button sent it. */
  name?: string | undefined
  value?: string | undefined
  /** Says more than what is seen: "End the session of Safari on iPhone". */
  label?: string | undefined
  /** Seen only where a script can serve it, with what the script looks for. */
  scripted?: boolean
  data?: Record<`data-${string}`, string>
}

/** The button of a form. The script lets it wait, and keeps a second press from posting twice. */
export const Submit = ({
  children,
  kind = 'primary',
  icon,
  small = false,
  name,
  value,
  label,
  scripted = false,
  data = {},
}: SubmitProps) => (
  <button
    type="submit"
    class={['button', kind !== 'primary' && kind, small && 'small', scripted && 'scripted']
      .filter(Boolean)
      .join(' ')}
    name={name}
    value={value}
    aria-label={label}
    {...data}
  >
    {icon && <Glyph icon={icon} />}
    <span>{children}</span>
  </button>
)
