import { html, raw } from 'hono/html'
import { Failure } from '../../core/failure.ts'
import type { StoredMail } from '../../store/key-value/dev-mails.ts'
import type { AppContext } from '../../http/app-env.ts'
import type { Surface } from '../../http/surface.ts'

/** The page shows mails with their own styles, in frames that may do nothing. */
export const MAILBOX_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/** The mails a development service has sent, for whoever writes an app on it. Absent everywhere else. */
export function mailboxRoutes(surface: Surface) {
  surface.use('/dev/*', onlyInDevelopment)

  surface.get('/dev/mailbox', async (c) => {
    const mails = await mailsFor(c)
    if (/\bapplication\/json\b/.test(c.req.header('Accept') ?? '')) return c.json(mails)
    c.header('Content-Security-Policy', MAILBOX_POLICY)
    return c.html(page(mails))
  })

  surface.get('/dev/mailbox.json', async (c) => c.json(await mailsFor(c)))

  surface.delete('/dev/mailbox', async (c) => {
    await c.var.deps.store.keyValue.deleteDevMails()
    return c.body(null, 204)
  })
}

async function onlyInDevelopment(c: AppContext, next: () => Promise<void>) {
  if (c.var.deps.config.ENVIRONMENT !== 'development') throw new Failure('route_not_found')
  await next()
}

async function mailsFor(c: AppContext): Promise<StoredMail[]> {
  const to = c.req.query('to')
  const mails = await c.var.deps.store.keyValue.allDevMails()
  return to === undefined ? mails : mails.filter((mail) => mail.to === to)
}

const page = (mails: StoredMail[]) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Mailbox</title>
        <style>
          body {
            margin: 0 auto;
            padding: 1.5rem;
            max-width: 48rem;
            font:
              1rem/1.5 system-ui,
              sans-serif;
            color-scheme: light dark;
          }
          article {
            border: 1px solid #8888;
            border-radius: 0.5rem;
            padding: 1rem;
            margin: 1rem 0;
          }
          h2 {
            margin: 0;
            font-size: 1.1rem;
          }
          pre {
            white-space: pre-wrap;
            overflow-wrap: anywhere;
          }
          iframe {
            width: 100%;
            height: 24rem;
            border: 1px solid #8888;
            background: #fff;
          }
        </style>
      </head>
      <body>
        <h1>Mailbox</h1>
        <p>
          ${mails.length === 0 ? 'No mail yet.' : `${mails.length} mail${mails.length === 1 ? '' : 's'}, newest first.`}
        </p>
        ${mails.map(
          (mail) =>
            html`<article>
              <h2>${mail.subject}</h2>
              <p>To ${mail.to}, from ${mail.from}, <time>${mail.createdAt}</time></p>
              <pre>${linked(mail.text)}</pre>
              <details>
                <summary>HTML</summary>
                <iframe sandbox title="HTML of the mail" srcdoc="${mail.html}"></iframe>
              </details>
            </article>`,
        )}
      </body>
    </html>`

/** Addresses on a line of their own become links; everything else is escaped by `html`. */
const linked = (text: string) =>
  text
    .split('\n')
    .map(
      (line) =>
        html`${/^https?:\/\/\S+$/.test(line) ? html`<a href="${line}">${line}</a>` : line}${raw('\n')}`,
    )
