import type { Child } from 'hono/jsx'
import type { ReadyConfig } from '../../../config/config.ts'
import type { Language } from '../../../core/language.ts'
import { PAGES_JS } from '../../../look/assets.ts'
import { BrandFooter, BrandLine } from '../../../look/brand.tsx'
import { framed } from '../../../look/frame.tsx'
import { type Icon, Sign } from '../../../look/icons.tsx'
import type { Reader } from '../../../look/reader.ts'
import { WORDS } from '../../../look/words/words.ts'

/** A page behind a mailed link says its title and its states. The frame has the rest. */
export type MailedPage = (reader: Reader) => { title: string; content: Child }

/** A card. Which of its states is seen is decided by the script, which alone can read the link. */
export function mailedPage({
  of,
  config,
  language,
}: {
  of: MailedPage
  config: ReadyConfig
  language: Language
}) {
  const words = WORDS[language]
  const { title, content } = of({ words, config })
  return framed({
    config,
    language,
    title: `${title} · ${config.APP_NAME}`,
    scripts: [PAGES_JS],
    kind: 'stage',
    children: (
      <>
        <main class="card">
          <BrandLine config={config} />
          <noscript>
            <h1>{title}</h1>
            <p class="lead">{words.needsScript}</p>
          </noscript>
          {content}
        </main>
        <BrandFooter config={config} words={words} />
      </>
    ),
  })
}

/** A state of the page. `open` is seen where the link has its token, `lost` where it has none. */
export const View = ({
  name,
  title,
  lead,
  children,
}: {
  name: string
  title: string
  lead: string
  children: Child
}) => (
  <div data-view={name} hidden>
    <h1>{title}</h1>
    <p class="lead">{lead}</p>
    {children}
  </div>
)

/** The state in which something is over: what has happened, and one next step. */
export const Outcome = ({
  name,
  icon,
  reader: { words, config },
  title,
  text,
  next,
}: {
  name: string
  icon: Icon
  reader: Reader
  title: string
  text: string
  /** Where to go on; without it back to the app. */
  next?: { href: string; text: string; quiet?: boolean }
}) => {
  const home = config.APP_URL_HOME && { href: config.APP_URL_HOME, text: words.backTo(config.APP_NAME) }
  const step: typeof next = next ?? (home || undefined)
  return (
    <section class="outcome" data-view={name} hidden>
      <Sign icon={icon} />
      <h1 tabindex={-1}>{title}</h1>
      <p class="muted">{text}</p>
      {step ? (
        <a class={step.quiet ? 'button quiet' : 'button'} href={step.href}>
          {step.text}
        </a>
      ) : (
        <p class="muted">{words.closePage}</p>
      )}
    </section>
  )
}

type FormProps = {
  reader: Reader
  press: string
  kind?: 'quiet' | 'danger'
  children: Child
  'data-to': string
  /** The state after success. */
  'data-done': string
  [name: `data-${string}`]: string | undefined
}

/** A form that the script sends. `data-…` is what the script does and says. */
export const Form = ({ reader: { words }, press, kind, children, ...own }: FormProps) => (
  <form novalidate {...own} data-failed={words.failed} data-too-many={words.tooMany}>
    {children}
    <p class="problem notice" role="alert"></p>
    <button type="submit" class={kind ? `button ${kind}` : 'button'}>
      {press}
    </button>
  </form>
)
