import type { Child } from 'hono/jsx'
import { Glyph } from './icons.tsx'
import type { Kind } from './kinds.ts'

const ICONS = { success: 'done', warning: 'alert', danger: 'broken' } as const

type NoticeProps = {
  kind: Kind
  title?: string | undefined
  children?: Child
  /** It answers what was just done, so it is read out. */
  said?: boolean
}

/** A message in the ink of its kind on its soft ground. */
export const Notice = ({ kind, title, children, said = false }: NoticeProps) => (
  <div class={`note ${kind}`} role={said ? 'status' : undefined}>
    <Glyph icon={ICONS[kind]} />
    <div>
      {title && <strong>{title}</strong>}
      {children && <p>{children}</p>}
    </div>
  </div>
)
