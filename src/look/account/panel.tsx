import type { Child } from 'hono/jsx'

type PanelProps = {
  /** A link to it is `#id`. */
  id: string
  title: string
  text?: Child
  /** The title is heard and not seen: the heading of the page says the same. */
  isNamedByPage?: boolean
  /** A badge beside the title. */
  badge?: Child
  /** At the right of the title. */
  action?: Child
  children?: Child
}

/** One subject of an account: a heading, a sentence, and the thing. */
export const Panel = (props: PanelProps) => <Section {...props} kind="panel" />

/** What cannot be taken back. It stands last. */
export const DangerPanel = (props: PanelProps) => <Section {...props} kind="panel danger" />

const Section = ({
  id,
  title,
  text,
  isNamedByPage = false,
  badge,
  action,
  children,
  kind,
}: PanelProps & { kind: string }) => (
  <section id={id} class={kind} aria-labelledby={`${id}-title`}>
    <header class={isNamedByPage ? 'unseen' : undefined}>
      <div>
        <h2 id={`${id}-title`}>
          <span>{title}</span>
          {badge}
        </h2>
        {text && <p class="muted">{text}</p>}
      </div>
      {action}
    </header>
    {children}
  </section>
)
