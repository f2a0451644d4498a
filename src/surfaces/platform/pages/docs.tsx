import { media } from '../../../http/answer-schemas.ts'
import { route } from '../../../http/route.ts'
import { PAGES_CSS, REFERENCE_CSS, REFERENCE_JS, SCALAR_JS } from '../../../look/assets.ts'
import { BrandLine } from '../../../look/brand.tsx'
import { framed } from '../../../look/frame.tsx'
import { policyForm, policyOf } from '../../../look/policy.ts'

/**
 * Scripts of ours alone, requests to ourselves alone. Scalar puts `style` attributes into the page, which
 * nothing but 'unsafe-inline' allows.
 */
const ALLOWED = {
  style: "'self' 'unsafe-inline'",
  script: "'self'",
  connect: "'self'",
  writesMarkup: true,
}

/** The API document, to be read and tried out. Scalar draws into `#reference` and leaves the bar alone. */
export const docsRoute = route({
  method: 'GET',
  path: '/docs',
  summary: 'Show this document as a page',
  answers: () => [media('text/html', { 'Content-Security-Policy': policyForm(ALLOWED) })],
  async handle({ c, deps: { config } }) {
    const title = `API · ${config.APP_NAME}`
    const page = framed({
      config,
      title,
      stylesheet: REFERENCE_CSS,
      scripts: [SCALAR_JS, REFERENCE_JS],
      kind: 'reference',
      children: (
        <>
          <nav class="bar" aria-label="Documentation">
            <BrandLine config={config} href="/" />
            <div class="ways">
              <a href="/docs/guides">Guides</a>
              <a href="/docs" aria-current="page">
                API reference
              </a>
            </div>
          </nav>
          <div id="reference"></div>
          <NoScript title={title} />
        </>
      ),
    })
    return c.html(page, 200, { 'Content-Security-Policy': await policyOf(config, ALLOWED) })
  },
})

const NoScript = ({ title }: { title: string }) => (
  <noscript>
    <link rel="stylesheet" href={PAGES_CSS} />
    <main class="card">
      <h1>{title}</h1>
      <p>
        This page needs JavaScript. Without it, read <a href="/docs/guides">the guides</a>, or the document
        itself: <a href="/openapi.json">openapi.json</a>.
      </p>
    </main>
  </noscript>
)
