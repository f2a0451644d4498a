import type { Child } from 'hono/jsx'
import type { Language } from '../../../core/language.ts'
import { PAGES_CSS, PAGES_JS } from '../assets.ts'
import { WORDS, type Words } from './words.ts'

/** What a page is made for: the words of the reader, and how many characters a password needs. */
type Reader = { words: Words; least: number }

/** A page behind a mailed link says its title and what stands below it. The frame has the rest. */
export type MailedPage = (reader: Reader) => { title: string; content: Child }

/** The frame of every page. */
export const Page = ({
  appName,
  language,
  least,
  of,
}: {
  appName: string
  language: Language
  least: number
  of: MailedPage
}) => {
  const words = WORDS[language]
  const { title, content } = of({ words, least })
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${appName}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={PAGES_CSS} />
        <script src={PAGES_JS} defer></script>
      </head>
      <body>
        <main>
          <p class="name">{appName}</p>
          <h1>{title}</h1>
          <noscript>
            <p>{words.needsScript}</p>
          </noscript>
          {content}
          <div id="outcome" role="alert" tabindex={-1}></div>
        </main>
      </body>
    </html>
  )
}

type FormProps = {
  reader: Reader
  children: Child
  novalidate?: boolean
  'data-to': string
  'data-done': string
  [name: `data-${string}`]: string
}

/** A form that the script shows and sends. `data-…` is what the script says and does. */
export const Form = ({ reader: { words, least }, children, ...own }: FormProps) => (
  <form
    hidden
    {...own}
    data-working={words.working}
    data-failed={words.failed}
    data-too-many={words.tooMany}
    data-key-missing={words.keyMissing}
    data-too-short={words.reset.tooShort(least)}
    data-too-common={words.reset.tooCommon}
    data-breached={words.reset.breached}
    data-too-personal={words.reset.tooPersonal}
    data-not-allowed={words.reset.notAllowed}
  >
    {children}
  </form>
)
