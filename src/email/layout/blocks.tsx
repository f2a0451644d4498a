import type { Link } from '../messages/message.ts'
import type { Paint } from './paint.ts'

/** Without quotes, because it stands in an attribute. */
export const FONT = 'font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif'
const MONOSPACE = 'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace'
/** A long address must not make the mail wider than the screen. Outlook only knows `word-break`. */
export const WRAP = 'overflow-wrap:anywhere;word-break:break-word'

export const TABLE = { role: 'presentation', cellpadding: '0', cellspacing: '0', border: 0 } as const

type Painted = { paint: Paint }

export const Heading = ({ paint, text }: Painted & { text: string }) => (
  <h1
    class="ink"
    style={`margin:0 0 12px;${FONT};font-size:22px;line-height:1.25;font-weight:600;letter-spacing:-0.01em;${WRAP};${paint.ink}`}
  >
    {text}
  </h1>
)

export const Paragraph = ({ paint, text }: Painted & { text: string }) => (
  <p class="ink" style={`margin:0 0 16px;${FONT};font-size:15px;line-height:1.5;${WRAP};${paint.ink}`}>
    {text}
  </p>
)

export const Muted = ({ paint, text, link }: Painted & { text: string; link?: Link | undefined }) => (
  <p class="muted" style={`margin:0 0 8px;${FONT};font-size:13px;line-height:1.5;${WRAP};${paint.muted}`}>
    {text}
    {link && ' '}
    {link && <Anchor paint={paint} {...link} />}
  </p>
)

const Anchor = ({ paint, label, url }: Painted & Link) => (
  <a class="link" href={url} style={`${paint.link};text-decoration:underline`}>
    {label}
  </a>
)

/** Two halves with a gap are easier to read. The gap is no character: whoever copies the code gets digits only. */
export const Code = ({ paint, code }: Painted & { code: string }) => (
  <table {...TABLE} width="100%" style="margin:0 0 24px;border-collapse:separate">
    <tr>
      <td
        class="code"
        align="center"
        style={`padding:16px 8px;border:1px solid;border-radius:8px;${MONOSPACE};font-size:28px;line-height:36px;font-weight:600;letter-spacing:3px;white-space:nowrap;user-select:all;-webkit-user-select:all;${paint.code}`}
      >
        {code.slice(0, code.length / 2)}
        <span style="padding-left:12px">{code.slice(code.length / 2)}</span>
      </td>
    </tr>
  </table>
)

/** The address stands below the button, because some programs show links as text or not at all. */
export const Button = ({ paint, link, copy }: Painted & { link: Link; copy: string }) => (
  <>
    <table {...TABLE} style="margin:0 0 16px;border-collapse:separate">
      <tr>
        <td class="button" style={`border-radius:8px;mso-padding-alt:12px 24px;${paint.button}`}>
          <a
            class="label"
            href={link.url}
            style={`display:inline-block;padding:12px 24px;border-radius:8px;${FONT};font-size:15px;line-height:20px;font-weight:600;text-decoration:none;${paint.label}`}
          >
            {link.label}
          </a>
        </td>
      </tr>
    </table>
    <p class="muted" style={`margin:0 0 24px;${FONT};font-size:13px;line-height:1.5;${paint.muted}`}>
      {copy}
      <br />
      <a class="muted" href={link.url} style={`word-break:break-all;${paint.muted}`}>
        {link.url}
      </a>
    </p>
  </>
)

export const Hairline = ({ paint }: Painted) => (
  <table {...TABLE} width="100%" style="margin:0 0 16px">
    <tr>
      <td class="line" style={`border-top:1px solid;font-size:0;line-height:0;${paint.line}`}>
        {'\u00a0'}
      </td>
    </tr>
  </table>
)
