import type { Child } from 'hono/jsx'
import { type Icon, Sign } from './icons.tsx'
import type { Kind } from './kinds.ts'

type OutcomeCardProps = {
  icon: Icon
  kind?: Kind | undefined
  /** What has happened. */
  title: string
  text: Child
  /** The one next step, as a link that looks like a button. A step that posts is given as children. */
  next?: { href: string; text: string; quiet?: boolean } | undefined
  children?: Child
}

/** What a card shows when something is over. */
export const OutcomeCard = ({ icon, kind, title, text, next, children }: OutcomeCardProps) => (
  <section class="outcome">
    <Sign icon={icon} kind={kind} />
    <h1>{title}</h1>
    <p class="muted">{text}</p>
    {next && (
      <a class={next.quiet ? 'button quiet' : 'button'} href={next.href}>
        {next.text}
      </a>
    )}
    {children}
  </section>
)
