import { html, raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ReadyConfig } from '../config/config.ts'
import type { Language } from '../core/language.ts'
import { PAGES_CSS } from './assets.ts'
import { iconOf } from './brand.tsx'
import { brandStyle } from './policy.ts'

type Frame = {
  config: ReadyConfig
  title: string
  language?: Language
  stylesheet?: string
  /** Where the browser goes by itself. */
  next?: string | undefined
  scripts?: string[]
  /** The class of the body, which says what kind of page it is. */
  kind: string
  children: Child
}

/** A whole document in the one look: a stylesheet, the colours of the brand, and scripts. */
export const framed = (frame: Frame) => html`<!doctype html>${(<Frame {...frame} />)}`

const Frame = ({
  config,
  title,
  language = 'en',
  stylesheet = PAGES_CSS,
  next,
  scripts = [],
  kind,
  children,
}: Frame) => {
  const colors = brandStyle(config)
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        {next !== undefined && <meta http-equiv="refresh" content={`0;url=${next}`} />}
        <link rel="icon" href={iconOf(config)} />
        <link rel="stylesheet" href={stylesheet} />
        {colors !== '' && <style>{raw(colors)}</style>}
        {scripts.map((script) => (
          <script src={script} defer></script>
        ))}
      </head>
      <body class={kind}>{children}</body>
    </html>
  )
}
