import { html } from 'hono/html'
import { media } from '../../../http/answer-schemas.ts'
import { route } from '../../../http/route.ts'
import { PAGES_CSS, REFERENCE_CSS, REFERENCE_JS, SCALAR_JS } from '../assets.ts'

/**
 * Scripts of ours alone, requests to ourselves alone. Scalar puts `style` attributes into the page, which
 * nothing but 'unsafe-inline' allows.
 */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const HEADERS = { 'Content-Security-Policy': DOCS_POLICY }

/** The API document, to be read and tried out. */
export const docsRoute = route({
  method: 'GET',
  path: '/docs',
  summary: 'This document as a page',
  answers: () => [media('text/html', HEADERS)],
  handle: ({ c, deps: { config } }) =>
    c.html(html`<!doctype html>${(<Docs title={`API · ${config.APP_NAME}`} />)}`, 200, HEADERS),
})

const Docs = ({ title }: { title: string }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={REFERENCE_CSS} />
      <noscript>
        <link rel="stylesheet" href={PAGES_CSS} />
      </noscript>
      <script src={SCALAR_JS} defer></script>
      <script src={REFERENCE_JS} defer></script>
    </head>
    <body>
      <div id="reference"></div>
      <noscript>
        <main class="card">
          <h1>{title}</h1>
          <p>
            This page needs JavaScript. Without it, read <a href="/docs/guides">the guides</a>, or the
            document itself: <a href="/openapi.json">openapi.json</a>.
          </p>
        </main>
      </noscript>
    </body>
  </html>
)
