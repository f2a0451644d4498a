import type { Child } from 'hono/jsx'

type FoldProps = {
  /** What it opens: "Change password". */
  title: string
  open?: boolean
  children: Child
}

/** A form that is seen when it is asked for, without script too. Open it where its form has a problem. */
export const Fold = ({ title, open = false, children }: FoldProps) => (
  <details class="fold" open={open}>
    <summary>{title}</summary>
    <div>{children}</div>
  </details>
)
