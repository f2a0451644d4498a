import type { ReadyConfig } from '../../config/config.ts'
import type { StoredMail } from '../../store/key-value/dev-mails.ts'
import { COPY_JS, DEVELOPERS_CSS, MAILBOX_JS } from '../../look/assets.ts'
import { BrandLine } from '../../look/brand.tsx'
import { framed } from '../../look/frame.tsx'

/** What is asked for: which mails, which of them, and in which form. */
export type Asked = { to?: string; q?: string; mail?: string; view?: string }

/** Mails with their own styles, in a frame that runs nothing and whose links open a new tab. */
export function mailboxPage({
  config,
  mails,
  asked,
}: {
  config: ReadyConfig
  mails: StoredMail[]
  asked: Asked
}) {
  const shown = mails.find(({ id }) => id === asked.mail) ?? mails[0]
  return framed({
    config,
    title: `Mailbox · ${config.APP_NAME}`,
    stylesheet: DEVELOPERS_CSS,
    scripts: [MAILBOX_JS, COPY_JS],
    kind: 'mailbox',
    children: (
      <>
        <Bar config={config} asked={asked} />
        <main class={asked.mail === undefined ? 'panes' : 'panes chosen'} data-newest={mails[0]?.id ?? ''}>
          {shown ? (
            <>
              <List mails={mails} shown={shown} asked={asked} />
              <Mail mail={shown} asked={asked} />
            </>
          ) : (
            <Nothing isFiltered={asked.q !== undefined || asked.to !== undefined} />
          )}
        </main>
      </>
    ),
  })
}

/** The address of the mailbox with what was asked for, and with something changed. */
function linkTo(asked: Asked, changes: Asked): string {
  const query = new URLSearchParams({ ...asked, ...changes })
  return `/dev/mailbox?${query.toString()}`
}

const Bar = ({ config, asked: { to, q } }: { config: ReadyConfig; asked: Asked }) => (
  <header class="bar">
    <BrandLine config={config} href="/" />
    <h1>Mailbox</h1>
    <form method="get" action="/dev/mailbox" role="search">
      {to !== undefined && <input type="hidden" name="to" value={to} />}
      <span class="box">
        <input type="search" name="q" value={q ?? ''} placeholder="Search mails" aria-label="Search mails" />
      </span>
      <button type="button" id="empty" class="button quiet small" hidden>
        Empty
      </button>
    </form>
  </header>
)

const List = ({ mails, shown, asked }: { mails: StoredMail[]; shown: StoredMail; asked: Asked }) => (
  <nav aria-label="Mails">
    <ol>
      {mails.map((mail) => (
        <li>
          <a href={linkTo(asked, { mail: mail.id })} aria-current={mail === shown ? 'true' : undefined}>
            <strong>{mail.subject}</strong>
            <span class="muted small">{mail.to}</span>
            <When mail={mail} />
          </a>
        </li>
      ))}
    </ol>
  </nav>
)

/** The script tells how long ago it was. */
const When = ({ mail: { createdAt } }: { mail: StoredMail }) => (
  <time class="muted small" datetime={createdAt} title={createdAt}>
    {createdAt.slice(0, 16).replace('T', ' ')}
  </time>
)

const Mail = ({ mail, asked }: { mail: StoredMail; asked: Asked }) => {
  const { mail: _, ...others } = asked
  const isText = asked.view === 'text'
  const chosen = { ...asked, mail: mail.id }
  return (
    <article>
      <a class="back" href={linkTo(others, {})}>
        ← All mails
      </a>
      <h2>{mail.subject}</h2>
      <dl>
        <dt>From</dt>
        <dd>{mail.from}</dd>
        <dt>To</dt>
        <dd>{mail.to}</dd>
        <dt>Sent</dt>
        <dd>
          <When mail={mail} />
        </dd>
      </dl>
      <Keys mail={mail} />
      <nav class="tabs" aria-label="Form of the mail">
        <a href={linkTo(chosen, { view: 'html' })} aria-current={isText ? undefined : 'true'}>
          HTML
        </a>
        <a href={linkTo(chosen, { view: 'text' })} aria-current={isText ? 'true' : undefined}>
          Text
        </a>
      </nav>
      {isText ? (
        <pre tabindex={0}>{linked(mail.text)}</pre>
      ) : (
        <iframe
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          title="The mail as HTML"
          srcdoc={`<base target="_blank">${mail.html}`}
        />
      )}
    </article>
  )
}

/** What a developer wants of a mail: its code, its links. */
const Keys = ({ mail: { text } }: { mail: StoredMail }) => {
  const code = /^\d{4,8}$/m.exec(text)?.[0]
  const links = text.split('\n').filter(isLink)
  if (code === undefined && links.length === 0) return null
  return (
    <div class="row">
      {code !== undefined && (
        <>
          <span class="code">{code}</span>
          <button type="button" class="button quiet small" data-copy={code}>
            Copy code
          </button>
        </>
      )}
      {links.map((link) => (
        <a class="button quiet small" href={link} target="_blank" rel="noreferrer">
          Open {new URL(link).pathname}
        </a>
      ))}
    </div>
  )
}

const isLink = (line: string) => /^https?:\/\/\S+$/.test(line) && URL.canParse(line)

/** Addresses on a line of their own become links. */
const linked = (text: string) =>
  text.split('\n').map((line) => (
    <>
      {isLink(line) ? (
        <a href={line} target="_blank" rel="noreferrer">
          {line}
        </a>
      ) : (
        line
      )}
      {'\n'}
    </>
  ))

const Nothing = ({ isFiltered }: { isFiltered: boolean }) => (
  <div class="empty">
    <h2>{isFiltered ? 'No mail matches.' : 'No mail yet.'}</h2>
    <p class="muted">
      {isFiltered ? (
        <a href="/dev/mailbox">Show all mails</a>
      ) : (
        'Register somebody, or ask for a reset link: the mail appears here instead of being sent.'
      )}
    </p>
  </div>
)
