import type { ReadyConfig } from '../../../config/config.ts'
import { COPY_JS, DEVELOPERS_CSS } from '../../../look/assets.ts'
import { BrandFooter, BrandLine } from '../../../look/brand.tsx'
import { framed } from '../../../look/frame.tsx'
import { en } from '../../../look/words/en.ts'

const NAME_OF_PROGRAM = 'Postern'

type Home = { config: ReadyConfig; version: string; failing: string[] }

/** What a developer sees who opens the service in a browser: what this is, and where to go on. */
export const homePage = ({ config, version, failing }: Home) =>
  framed({
    config,
    title: config.APP_NAME,
    stylesheet: DEVELOPERS_CSS,
    scripts: [COPY_JS],
    kind: 'stage',
    children: (
      <>
        <main class="card wide">
          <BrandLine config={config} />
          <div>
            <h1>{headline(config)}</h1>
            <p class="lead">
              Apps sign people up and in through its API. It mails the codes, links and notices.
            </p>
          </div>
          <div class="row">
            <State failing={failing} />
            <span class="muted small">Postern {version}</span>
          </div>
          <FirstCall call={firstCall(config)} />
          <Places config={config} />
        </main>
        <BrandFooter config={config} words={en} />
      </>
    ),
  })

/** Without a name of its own the service has the one of the program. */
const headline = ({ APP_NAME }: ReadyConfig) =>
  APP_NAME === NAME_OF_PROGRAM ? 'An auth service for your apps' : `The auth service of ${APP_NAME}`

const State = ({ failing }: Pick<Home, 'failing'>) =>
  failing.length === 0 ? (
    <p class="state">All systems work</p>
  ) : (
    <p class="state danger">Not working: {failing.join(', ')}</p>
  )

const firstCall = ({ APP_URL, SURFACES }: ReadyConfig) =>
  SURFACES.includes('account-v1')
    ? `curl ${APP_URL}/api/v1/auth/register \\
  -H 'Content-Type: application/json' \\
  -d '{"email": "ada@example.com", "first_name": "Ada", "last_name": "Lovelace",
       "password": "SecurePass123!", "confirm_password": "SecurePass123!"}'`
    : `curl ${APP_URL}/.well-known/jwks.json`

const FirstCall = ({ call }: { call: string }) => (
  <section>
    <div class="row apart">
      <h2>A first call</h2>
      <button type="button" class="button quiet small" data-copy={call}>
        Copy
      </button>
    </div>
    <pre class="call" tabindex={0}>
      <code>{call}</code>
    </pre>
  </section>
)

const Places = ({ config }: { config: ReadyConfig }) => {
  const places = [
    ...(config.ENVIRONMENT === 'development'
      ? [{ href: '/dev/mailbox', name: 'Mailbox', about: 'The mails that were sent in development' }]
      : []),
    ...(config.SURFACES.includes('pages')
      ? [{ href: '/account', name: 'Your account', about: 'Sign in, sign up, and the account of a user' }]
      : []),
    { href: '/docs', name: 'API reference', about: 'Every route, to read and to try' },
    { href: '/docs/guides', name: 'Guides', about: 'How to start, to deploy, to move in' },
    { href: '/openapi.json', name: 'OpenAPI document', about: 'The API for tools' },
    { href: '/.well-known/jwks.json', name: 'Public keys', about: 'What access tokens are checked with' },
    { href: '/healthz', name: 'Health', about: 'For monitors' },
  ]
  return (
    <ul class="places">
      {places.map(({ href, name, about }) => (
        <li>
          <a href={href}>
            <strong>{name}</strong>
            <span class="muted small">{about}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
