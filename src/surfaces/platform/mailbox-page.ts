import { html, raw } from 'hono/html'
import type { StoredMail } from '../../store/key-value/dev-mails.ts'

/** The page shows mails with their own styles, in frames that may do nothing. */
export const MAILBOX_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

export const mailboxPage = (mails: StoredMail[]) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Mailbox</title>
        <style>
          :root {
            color-scheme: light dark;
            background: light-dark(#ffffff, #111418);
          }
          body {
            margin: 0 auto;
            padding: 1.5rem;
            max-width: 48rem;
            font:
              1rem/1.5 system-ui,
              sans-serif;
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
          }
        </style>
      </head>
      <body>
        <main>
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
        </main>
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
