import type { Child } from 'hono/jsx'
import type { Language } from '../../../core/language.ts'
import { PAGES_CSS, PAGES_JS } from '../assets.ts'
import { WORDS } from './words.ts'

/** The frame of every page. `form` is shown by the script once it has found the key in the address. */
export const Page = ({
  appName,
  language,
  title,
  children,
}: {
  appName: string
  language: Language
  title: string
  children: Child
}) => (
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
          <p>{WORDS[language].needsScript}</p>
        </noscript>
        {children}
        <div id="outcome" role="alert" tabindex={-1}></div>
      </main>
    </body>
  </html>
)

/** What the script says, whatever the page. */
export const commonWords = (language: Language) => {
  const { working, failed, tooMany, linkBroken } = WORDS[language]
  return {
    'data-working': working,
    'data-failed': failed,
    'data-too-many': tooMany,
    'data-link-broken': linkBroken,
  }
}

/** What the script says of a new password that is refused. */
export const passwordWords = (language: Language, least: number) => {
  const { tooShort, tooCommon, breached, tooPersonal, notAllowed } = WORDS[language].reset
  return {
    'data-too-short': tooShort(least),
    'data-too-common': tooCommon,
    'data-breached': breached,
    'data-too-personal': tooPersonal,
    'data-not-allowed': notAllowed,
  }
}
